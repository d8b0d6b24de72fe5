import type { Stripe } from 'stripe'
import { activeAccount } from '../../simulator/connect.ts'
import { type FaultedKind, operationOf, pay } from './kind.ts'

const SENT = 10_000_00

/** Partial reversals of four transfers. */
export const transferReversal: FaultedKind = {
  name: 'transfer_reversal',
  path: '/v1/transfers/*/reversals',
  reads: ['/v1/transfers/*'],
  open: async (stripe) => {
    await pay(stripe, 8 * SENT)
    const { id: destination } = await activeAccount({ stripe })
    const send = (): Promise<Stripe.Transfer> =>
      stripe.transfers.create({ amount: SENT, currency: 'usd', destination })
    const first = await send()
    const others = [await send(), await send(), await send()]
    return {
      want: (amount, random) => {
        const { id } = random.pick([first, ...others])
        return Promise.resolve({ currency: 'usd', params: { transfer: id, amount, currency: 'usd' } })
      },
      effects: async () => {
        const lists = [first, ...others].map(({ id }) =>
          stripe.transfers.listReversals(id, { limit: 100 }).autoPagingToArray({ limit: 10_000 }),
        )
        return (await Promise.all(lists))
          .flat()
          .map(({ id, amount, metadata }) => ({ id, amount, operation: operationOf(metadata) }))
      },
    }
  },
}
