import type { Stripe } from 'stripe'
import { activeAccount } from '../../simulator/connect.ts'
import { type FaultedKind, operationOf, pay } from './kind.ts'

const FUNDS = 20_000_00

/** Payouts of the account itself and of two connected ones. */
export const payout: FaultedKind = {
  name: 'payout',
  path: '/v1/payouts',
  reads: ['/v1/payouts', '/v1/balance', '/v1/account', '/v1/accounts/*'],
  open: async (stripe) => {
    await pay(stripe, 4 * FUNDS)
    const { id: own } = await stripe.accounts.retrieveCurrent()
    await stripe.accounts.createExternalAccount(own, { external_account: 'btok_us_verified' })
    const accounts = [await funded(stripe), await funded(stripe)]
    return {
      want: (amount, random) => {
        const account = random.pick([undefined, ...accounts])
        return Promise.resolve({
          currency: 'usd',
          params: {
            amount,
            currency: 'usd',
            method: 'standard',
            ...(account === undefined ? {} : { connected_account: account }),
          },
        })
      },
      effects: async () => {
        const owners = [{}, ...accounts.map((stripeAccount) => ({ stripeAccount }))]
        const lists = owners.map((owner) =>
          stripe.payouts.list({ limit: 100 }, owner).autoPagingToArray({ limit: 10_000 }),
        )
        return (await Promise.all(lists))
          .flat()
          .map(({ id, amount, metadata }) => ({ id, amount, operation: operationOf(metadata) }))
      },
    }
  },
}

async function funded(stripe: Stripe): Promise<string> {
  const { id } = await activeAccount({ stripe })
  await stripe.transfers.create({ amount: FUNDS, currency: 'usd', destination: id })
  return id
}
