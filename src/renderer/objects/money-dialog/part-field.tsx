import { Segmented } from '../../ui/segmented.tsx'
import { AmountField } from './amount-field.tsx'
import type { PartOf } from './use-part-of.ts'

interface Props {
  readonly of: PartOf
  readonly label: string
  readonly full: string
  readonly partial: string
}

/** All that is left, or how much of it. */
export function PartField({ of, label, full, partial }: Props) {
  return (
    <>
      <Segmented
        label={label}
        value={of.part}
        onChange={of.setPart}
        options={[
          { value: 'full', label: full },
          { value: 'partial', label: partial },
        ]}
      />
      {of.part === 'partial' && (
        <AmountField
          currency={of.most.currency}
          most={of.most}
          value={of.typed}
          onChange={of.setTyped}
          read={of.read}
          tried={of.tried}
        />
      )}
    </>
  )
}
