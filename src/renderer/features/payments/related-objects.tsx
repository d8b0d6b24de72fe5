import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Section } from '../../ui/section.tsx'

export function RelatedSection({ raw }: { readonly raw: PaymentDetail['raw'] }) {
  const { t } = useTranslation('payments')
  const word = useWord()
  return (
    <Section title={t('related')}>
      <ul>
        {raw.map(({ object, id }) => (
          <li key={id} className="flex items-center gap-4 py-0.5">
            <span className="w-40 shrink-0 truncate text-ink-2">{word('object', object)}</span>
            <CopyableId id={id} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
