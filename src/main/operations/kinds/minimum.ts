import { CounterfoilError } from '../../../shared/errors.ts'
import type { Money } from '../../../shared/money.ts'

/** The least a card may be charged, minor units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  cad: 50,
  aud: 50,
  chf: 50,
  nzd: 50,
  sgd: 50,
  brl: 50,
  inr: 50,
  gbp: 30,
  dkk: 250,
  sek: 300,
  nok: 300,
  jpy: 50,
  krw: 50,
  huf: 17_500,
  mxn: 1000,
  thb: 1000,
  pln: 200,
  ron: 200,
  aed: 200,
  myr: 200,
  hkd: 400,
  czk: 1500,
}

/** Throws `amount_too_small`; a currency without a known minimum is left to Stripe. */
export function checkMinimum({ amount, currency }: Money): void {
  const minimum = MINIMUM[currency] ?? 0
  if (amount >= minimum) return
  throw new CounterfoilError('amount_too_small', `At least ${minimum} ${currency}`, {
    field: 'amount',
    params: { minimum, currency },
  })
}
