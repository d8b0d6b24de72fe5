import { useTranslation } from 'react-i18next'
import { en } from './messages.ts'

type Known = keyof typeof en.type

function isKnown(type: string): type is Known {
  return Object.hasOwn(en.type, type)
}

/** The word for a balance transaction's type; Stripe's own where there is none. */
export function useTransactionType(): (type: string) => string {
  const { t } = useTranslation('balances')
  return (type) => (isKnown(type) ? t(`type.${type}`) : type.replaceAll('_', ' '))
}
