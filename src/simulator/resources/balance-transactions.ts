import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfItems, listOfTable, mustFind } from '../wire/lists.ts'
import { range, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { idOf } from '../world/tables.ts'
import { contentOf } from './payout-schedule.ts'

const filters = {
  ...listShape,
  created: range(),
  currency: text(),
  payout: text(),
  source: text(),
  type: text(),
} as const

const retrieve = (template: string) =>
  route('GET', template, {}, (call) =>
    mustFind(call, 'balance_transaction', call.path['id'] ?? '', 'id', 'balance transaction'),
  )

/** The transactions an automatic payout is made of, and its own, oldest first; of manual ones nobody knows. */
function paidOutBy(call: Call, id: string): readonly Stripe.BalanceTransaction[] {
  const payout = mustFind(call, 'payout', id, 'payout')
  if (!payout.automatic)
    throw invalidRequest(
      'Balance transaction history can only be filtered on automatic transfers, not manual.',
      { param: 'payout' },
    )
  const own = idOf(payout.balance_transaction) ?? ''
  const ids = contentOf(call.account, payout.id).filter((one) => one !== own)
  return [...ids, own].flatMap((one) => call.account.get('balance_transaction', one) ?? [])
}

const list = (template: string) =>
  route('GET', template, filters, (call) => {
    const { currency, payout, source, type } = call.params
    const where = (t: Stripe.BalanceTransaction) =>
      (!source || idOf(t.source) === source) &&
      (!type || t.type === type) &&
      (!currency || t.currency === currency.toLowerCase())
    if (payout) return listOfItems(call, paidOutBy(call, payout).filter(where), 'balance transaction')
    const key = source
      ? `source:${source}`
      : type
        ? `type:${type}`
        : currency
          ? `currency:${currency.toLowerCase()}`
          : undefined
    return listOfTable(call, 'balance_transaction', { key, where })
  })

// The older address is still served by Stripe.
export const balanceTransactions: Resource = {
  routes: [
    list('/v1/balance_transactions'),
    list('/v1/balance/history'),
    retrieve('/v1/balance_transactions/:id'),
    retrieve('/v1/balance/history/:id'),
  ],
  downgrades: {
    balance_transaction: [
      {
        before: '2025-08-27',
        apply: (t) => {
          delete t['balance_type']
        },
      },
    ],
  },
}
