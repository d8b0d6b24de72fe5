import type { Stripe } from 'stripe'
import type { Bench } from './support.ts'

/** All that a US individual with payments and transfers must give, with the test values that verify. */
export const COMPLETE = {
  business_profile: { mcc: '5499', url: 'https://accessible.stripe.com' },
  business_type: 'individual',
  external_account: 'btok_us_verified',
  individual: {
    address: {
      line1: 'address_full_match',
      city: 'Portland',
      state: 'OR',
      postal_code: '97205',
      country: 'US',
    },
    dob: { day: 1, month: 1, year: 1901 },
    email: 'jenny@example.com',
    first_name: 'Jenny',
    last_name: 'Rosen',
    phone: '0000000000',
    ssn_last_4: '0000',
  },
  tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1' },
} satisfies Stripe.AccountUpdateParams

/** A custom account that may charge, receive transfers and be paid out, by hand unless asked otherwise. */
export async function activeAccount(
  { stripe }: Pick<Bench, 'stripe'>,
  more: Partial<Stripe.AccountCreateParams> = {},
): Promise<Stripe.Account> {
  const created = await stripe.accounts.create({
    ...COMPLETE,
    type: 'custom',
    country: 'US',
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: 'manual' } } },
    ...more,
  })
  return stripe.accounts.retrieve(created.id)
}

/** Available and pending of one currency. */
export async function funds(
  stripe: Stripe,
  account?: string,
  currency = 'usd',
): Promise<readonly [number, number]> {
  const balance = await stripe.balance.retrieve({}, account ? { stripeAccount: account } : {})
  const of = (entries: readonly { readonly amount: number; readonly currency: string }[]) =>
    entries.find((one) => one.currency === currency)?.amount ?? 0
  return [of(balance.available), of(balance.pending)]
}
