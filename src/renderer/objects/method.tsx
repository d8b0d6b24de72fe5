import { useTranslation } from 'react-i18next'
import { useWord } from './words/use-word.ts'

interface Value {
  readonly type: string
  readonly brand: string | null
  readonly last4: string | null
  readonly wallet: string | null
}

/** How it was paid: brand and last four digits. */
export function Method({ value }: { readonly value: Value | null }) {
  const { t } = useTranslation(['objects', 'ui'])
  const word = useWord()
  if (!value) return <span className="text-ink-3">{t('ui:none')}</span>
  const brand = word('method', value.brand ?? value.type)
  const wallet = value.wallet === null ? '' : ` · ${word('method', value.wallet)}`
  if (value.last4 === null) return <span>{brand + wallet}</span>
  return (
    <span className="tabular">
      <span aria-hidden="true">
        {brand} <span className="text-ink-3">••</span> {value.last4}
        {wallet}
      </span>
      <span className="sr-only">{t('objects:endsIn', { brand: brand + wallet, last4: value.last4 })}</span>
    </span>
  )
}
