import { type FaultedKind, operationOf, pay } from './kind.ts'

const PAYMENT = 50_000_00
/** How many refunds are wanted of one payment. */
const PARTS = 6

/** Partial refunds of a few payments. */
export const refund: FaultedKind = {
  name: 'refund',
  path: '/v1/refunds',
  reads: ['/v1/refunds', '/v1/charges/*'],
  open: async (stripe) => {
    const charges: { readonly id: string; left: number }[] = []
    return {
      want: async (amount, random) => {
        const open = charges.filter(({ left }) => left > 0)
        const [first, ...rest] = open
        let charge = first === undefined || open.length < 3 ? undefined : random.pick([first, ...rest])
        if (charge === undefined) {
          charge = { id: (await pay(stripe, PAYMENT)).id, left: PARTS }
          charges.push(charge)
        }
        charge.left -= 1
        return { currency: 'usd', params: { charge: charge.id, amount, reason: 'requested_by_customer' } }
      },
      effects: async () => {
        const all = await stripe.refunds.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })
        return all.map(({ id, amount, metadata }) => ({ id, amount, operation: operationOf(metadata) }))
      },
    }
  },
}
