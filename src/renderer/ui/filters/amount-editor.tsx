import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseMoney, toDecimal } from '../../../shared/money.ts'
import { unitName } from '../../../shared/money-text.ts'
import { Button } from '../button.tsx'
import { useEnvironment } from '../environment.tsx'
import { Field, Input } from '../field.tsx'
import { Select } from '../select.tsx'

export interface AmountRange {
  readonly currency: string
  /** Minor units, inclusive. */
  readonly min: number | undefined
  readonly max: number | undefined
}

interface Props {
  readonly currencies: readonly string[]
  readonly value: AmountRange
  readonly onApply: (range: AmountRange) => void
}

function typedOf(amount: number | undefined, currency: string): string {
  return amount === undefined ? '' : toDecimal({ amount, currency })
}

/** From one amount to another in one currency; an amount alone means nothing. */
export function AmountEditor({ currencies, value, onApply }: Props) {
  const { t } = useTranslation('filters')
  const { locale } = useEnvironment()
  const [currency, setCurrency] = useState(value.currency)
  const [min, setMin] = useState(() => typedOf(value.min, value.currency))
  const [max, setMax] = useState(() => typedOf(value.max, value.currency))
  const [tried, setTried] = useState(false)
  const low = parseMoney(min, currency)
  const high = parseMoney(max, currency)
  const bad = (parsed: ReturnType<typeof parseMoney>) => tried && !parsed.ok && parsed.reason !== 'empty'
  const crossed = low.ok && high.ok && low.money.amount > high.money.amount

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    const usable = (parsed: typeof low) => parsed.ok || parsed.reason === 'empty'
    if (!usable(low) || !usable(high) || crossed) return
    onApply({
      currency,
      min: low.ok ? low.money.amount : undefined,
      max: high.ok ? high.money.amount : undefined,
    })
  }

  return (
    <form className="w-60 space-y-3" onSubmit={submit} noValidate>
      <Select
        label={t('currency')}
        className="w-full"
        value={currency}
        onChange={setCurrency}
        options={currencies.map((code) => ({ value: code, label: unitName(code, locale) }))}
      />
      <div className="grid grid-cols-2 gap-2">
        <Field label={t('atLeast')} error={bad(low) ? t('notAnAmount') : undefined}>
          <Input inputMode="decimal" value={min} onChange={(event) => setMin(event.target.value)} />
        </Field>
        <Field
          label={t('atMost')}
          error={bad(high) ? t('notAnAmount') : tried && crossed ? t('crossed') : undefined}
        >
          <Input inputMode="decimal" value={max} onChange={(event) => setMax(event.target.value)} />
        </Field>
      </div>
      <Button type="submit" look="primary" className="w-full">
        {t('apply')}
      </Button>
    </form>
  )
}
