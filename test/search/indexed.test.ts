import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import type { SearchableType } from '../../src/shared/search/fields.ts'
import { parsedQuery, Searched } from './searched.ts'

/** The queries that find something else than a plain filter finds. */
function differing(
  objects: readonly StripeObject[],
  type: SearchableType,
  queries: readonly string[],
): readonly string[] {
  const searched = new Searched(objects)
  try {
    return queries.filter((query) => !searched.agrees(type, parsedQuery(query, type)))
  } finally {
    searched.close()
  }
}

const id = (prefix: string, at: number): string => `${prefix}_${String(at).padStart(12, '0')}`
const CUSTOMERS = ['cus_AAAAAAAAAA', 'cus_BBBBBBBBBB', 'cus_CCCCCCCCCC']
const customer = fc.constantFrom(...CUSTOMERS, null)
const created = fc.integer({ min: 1_700_000_000, max: 1_700_000_010 })
const RUNS = { numRuns: 25 }

/** A payment of several attempts, each of any customer. */
const attempts = fc.record({
  intent: fc.option(fc.record({ customer, created }), { nil: null }),
  charges: fc.array(fc.record({ customer, created, status: fc.constantFrom('succeeded', 'failed') }), {
    maxLength: 3,
  }),
})

type Attempts = typeof attempts extends fc.Arbitrary<infer Value> ? Value : never

function paymentObjects(payments: readonly Attempts[]): readonly StripeObject[] {
  return payments.flatMap(({ intent, charges }, at) => {
    const shared = { amount: 100, currency: 'usd' }
    const made = charges.map((charge, attempt) => ({
      ...shared,
      ...charge,
      id: id('ch', at * 10 + attempt),
      object: 'charge',
      payment_intent: intent === null ? null : id('pi', at),
    }))
    if (intent === null) return made
    const latest = made.at(-1)?.id ?? null
    return [
      ...made,
      { ...shared, ...intent, id: id('pi', at), object: 'payment_intent', latest_charge: latest },
    ]
  })
}

describe('an index finds what a plain filter finds', () => {
  it('of the customer of a charge and of a payment', () => {
    const queries = CUSTOMERS.flatMap((each) => [
      `customer:${each}`,
      `customer:"${each.toUpperCase()}"`,
      `customer:${each} status:failed`,
      `-customer:${each}`,
    ])
    fc.assert(
      fc.property(fc.array(attempts, { maxLength: 8 }), (payments) => {
        const objects = paymentObjects(payments)
        expect(differing(objects, 'charges', queries)).toEqual([])
        expect(differing(objects, 'payment_intents', queries)).toEqual([])
      }),
      RUNS,
    )
  })

  it('of metadata however long a payment’s text is', () => {
    const words = ['needle-1', 'Needle-2', '茶壶套装', 'needle']
    const value = fc.constantFrom(...words)
    const filler = fc.constantFrom(0, 1, 3980, 3991, 3999, 4000, 20_000)
    const payment = fc.record({ filler, letter: fc.constantFrom('x', '煎', '𠮷'), value, created })
    const queries = words.flatMap((each) => [
      `metadata["zz"]:"${each}"`,
      `metadata["zz"]~"${each}"`,
      `metadata["aa"]~"${each}"`,
      `metadata["zz"]:"${each}" amount>100`,
      `-metadata["zz"]:"${each}"`,
    ])
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 8 }), (payments) => {
        const objects = payments.map((each, at) => ({
          id: id('pi', at),
          object: 'payment_intent',
          amount: 100 + at,
          currency: 'usd',
          created: each.created,
          metadata: { aa: each.letter.repeat(each.filler), zz: each.value },
        }))
        expect(differing(objects, 'payment_intents', queries)).toEqual([])
      }),
      RUNS,
    )
  })

  it('of a transfer group in any case', () => {
    const groups = ['group_ABC12345', 'group_abc12345', 'GROUP_abc12345', 'Order 1', 'ＯＲＤＥＲ 1']
    const transfer = fc.record({ created, group: fc.constantFrom(...groups, null, '') })
    const queries = groups.flatMap((each) => [
      `transfer_group:"${each}"`,
      `transfer_group~"${each.slice(2)}"`,
      `-transfer_group:"${each}"`,
    ])
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 12 }), (transfers) => {
        const objects = transfers.map((each, at) => ({
          id: id('tr', at),
          object: 'transfer',
          amount: 100,
          currency: 'usd',
          created: each.created,
          transfer_group: each.group,
        }))
        expect(differing(objects, 'transfers', [...queries, 'transfer_group:null'])).toEqual([])
      }),
      RUNS,
    )
  })
})
