import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { charges, searchNodes } from '../../src/shared/search/arbitraries.ts'
import type { SearchNode } from '../../src/shared/search/ast.ts'
import type { SearchableType } from '../../src/shared/search/fields.ts'
import { everything } from '../../src/main/features/search/everything.ts'
import { parseStripeObject, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { find, parsedQuery, Searched } from './searched.ts'

let searched: Searched

function stored(values: readonly unknown[]): readonly StripeObject[] {
  const seen = new Set<string>()
  return values.flatMap((value, at) => {
    const json: unknown = JSON.parse(JSON.stringify(value))
    const object = parseStripeObject(
      typeof json === 'object' && json !== null ? { ...json, object: 'charge' } : null,
    )
    if (object === null) return []
    const id = seen.has(object.id) ? `${object.id}_${at}` : object.id
    seen.add(id)
    return [{ ...object, id }]
  })
}

/** Intents with the metadata, customer and amounts of the charges, each with ids as Stripe's. */
function intents(from: readonly StripeObject[]): readonly StripeObject[] {
  return from.map((charge, at) => ({
    ...charge,
    object: 'payment_intent',
    id: `pi_0000000${String(at).padStart(4, '0')}`,
    customer: at % 3 === 0 ? `cus_00000000${at % 7}` : null,
    latest_charge: null,
    // As every one of Stripe's has: without it there is no payment whose text could be found.
    currency: charge['currency'] ?? 'usd',
  }))
}

beforeAll(() => {
  const samples = stored(fc.sample(charges, { numRuns: 300, seed: 7 }))
  searched = new Searched([...samples, ...intents(samples)])
})
afterAll(() => searched.close())

/** Sorted, by many and by few. */
function found(type: SearchableType, node: SearchNode): readonly (readonly string[])[] {
  return [searched.many, searched.few].map((reader) => find(reader, type, node).toSorted())
}

describe('searching the mirror', () => {
  it('finds what a plain filter finds, for any query', () => {
    fc.assert(
      fc.property(searchNodes, (node) => {
        const wanted = searched.filter('charges', node).toSorted()
        expect(found('charges', node)).toEqual([wanted, wanted])
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    'customer:cus_000000003',
    'customer:"CUS_000000003"',
    'metadata["order"]:"amy@example.com"',
    'metadata["order"]~"AMY" amount>=0',
    'metadata["订单"]~"王"',
    'amount:1000',
    'amount:1000 -customer:null',
    'created:2026-03-01',
    'created>=2026-03 created<2026-04',
    'currency:USD -status:null',
    'id:pi_00000000007',
    'amount>"12.49 USD" OR metadata["order"]:null',
    'amy',
  ])('finds payment intents by %s', (query) => {
    const node = parsedQuery(query, 'payment_intents')
    const wanted = searched.filter('payment_intents', node).toSorted()
    expect(found('payment_intents', node)).toEqual([wanted, wanted])
  })

  it('goes on where it stopped, be it for rows or for time, and finds all once', () => {
    const node = parsedQuery('amount>=0 OR amount:null', 'charges')
    const whole = find(searched.many, 'charges', node)
    expect(whole.length).toBeGreaterThan(200)
    for (const reader of [searched.many, searched.few]) {
      expect(find(reader, 'charges', node, 7)).toEqual(whole)
      expect(find(reader, 'charges', node, 1000, 0)).toEqual(whole)
    }
  })

  it('finds everything by half a clue, the exact id first', () => {
    const { groups } = everything(searched.many, { text: 'pi_00000000007' })
    expect(groups[0]?.rows[0]?.id).toBe('pi_00000000007')
    const named = everything(searched.many, { text: '王芳' }).groups.flatMap(({ rows }) =>
      rows.map(({ id }) => id),
    )
    expect(named.length).toBeGreaterThan(0)
  })
})
