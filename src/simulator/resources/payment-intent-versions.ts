import { listOfObjects } from '../wire/lists.ts'
import type { Downgrade } from '../wire/versions.ts'

/** How PaymentIntents looked before. */
export const olderIntent: readonly Downgrade[] = [
  {
    before: '2026-09-30',
    apply: (p) => {
      for (const name of ['allowed_payment_method_types', 'managed_payments', 'payment_record'])
        delete p[name]
    },
  },
  {
    before: '2025-09-30',
    apply: (p) => {
      delete p['customer_account']
      delete p['excluded_payment_method_types']
    },
  },
  { before: '2025-03-31', apply: (p) => (p['invoice'] ??= null) },
  {
    before: '2022-11-15',
    apply: (p, account) => {
      const id = String(p['id'])
      const data = structuredClone(account.table('charge').find(`payment_intent:${id}`).toReversed())
      const list = data.map((charge) => {
        const refunds = account.table('refund').find(`charge:${charge.id}`).toReversed()
        return {
          ...charge,
          invoice: null,
          refunds: {
            ...listOfObjects(refunds, `/v1/charges/${charge.id}/refunds`),
            total_count: refunds.length,
          },
        }
      })
      p['charges'] = {
        ...listOfObjects(list, `/v1/charges?payment_intent=${id}`),
        total_count: list.length,
      }
      delete p['latest_charge']
    },
  },
]
