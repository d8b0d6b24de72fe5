import { activeAccount } from '../../simulator/connect.ts'
import { type FaultedKind, operationOf, pay } from './kind.ts'

/** Transfers to three connected accounts. */
export const transfer: FaultedKind = {
  name: 'transfer',
  path: '/v1/transfers',
  reads: ['/v1/transfers', '/v1/balance', '/v1/accounts/*'],
  open: async (stripe) => {
    await pay(stripe, 80_000_00)
    const first = await activeAccount({ stripe })
    const others = [await activeAccount({ stripe }), await activeAccount({ stripe })]
    return {
      want: (amount, random) => {
        const { id: destination } = random.pick([first, ...others])
        return Promise.resolve({ currency: 'usd', params: { amount, currency: 'usd', destination } })
      },
      effects: async () => {
        const all = await stripe.transfers.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })
        const ours = new Set([first, ...others].map(({ id }) => id))
        return all
          .filter(({ destination }) => typeof destination === 'string' && ours.has(destination))
          .map(({ id, amount, metadata }) => ({ id, amount, operation: operationOf(metadata) }))
      },
    }
  },
}
