import { useTranslation } from 'react-i18next'

interface Value {
  readonly type: string
  readonly brand: string | null
  readonly last4: string | null
  readonly wallet: string | null
}

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  alipay: 'Alipay',
  wechat_pay: 'WeChat Pay',
  sepa_debit: 'SEPA',
  us_bank_account: 'ACH',
  apple_pay: 'Apple Pay',
  google_pay: 'Google Pay',
  link: 'Link',
}

/** The common name of a card brand, wallet or method type; Stripe's own word where there is none. */
export function brandName(code: string): string {
  return BRANDS[code] ?? code.replaceAll('_', ' ')
}

/** How it was paid: brand and last four digits. */
export function Method({ value }: { readonly value: Value | null }) {
  const { t } = useTranslation(['objects', 'ui'])
  if (!value) return <span className="text-ink-3">{t('ui:none')}</span>
  const brand = brandName(value.brand ?? value.type)
  const wallet = value.wallet === null ? '' : ` · ${brandName(value.wallet)}`
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
