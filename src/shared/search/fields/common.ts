import { field, type SearchField, words } from '../field.ts'

export const ID = field('token', 'id')
export const CREATED = field('time', 'created')
export const METADATA = field('metadata', 'metadata')
export const CURRENCY = words('currency', 'usd eur gbp cny hkd jpy aud cad sgd')
export const DESCRIPTION = field('string', 'description')

const CARD_BRANDS = 'amex diners discover eftpos_au jcb link mastercard unionpay visa unknown'

/** The details of a card that lie below `prefix`. */
export function cardFields(prefix: string): readonly SearchField[] {
  return [
    field('token', `${prefix}.last4`),
    field('token', `${prefix}.exp_month`),
    field('token', `${prefix}.exp_year`),
    words(`${prefix}.brand`, CARD_BRANDS),
    field('token', `${prefix}.fingerprint`),
  ]
}
