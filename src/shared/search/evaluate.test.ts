import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { charges, orderedComparisons, searchNodes, textComparisons } from './arbitraries.ts'
import type { SearchNode } from './ast.ts'
import { searchPredicate } from './evaluate.ts'
import { type SearchableType, searchFields } from './fields.ts'
import { parseSearch } from './parse.ts'
import type { JsonObject } from './read.ts'

function finds(query: string, object: JsonObject, type: SearchableType = 'charges', zone = 'UTC'): boolean {
  const fields = searchFields[type]
  const parsed = parseSearch(query, fields)
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.code} at ${parsed.error.position}`)
  return searchPredicate(parsed.ast, { fields, zone })(object)
}

const NOON = Date.parse('2026-03-01T12:00Z') / 1000
const CHARGE = {
  id: 'ch_3NxAbc',
  amount: 1250,
  currency: 'usd',
  created: NOON,
  status: 'succeeded',
  refunded: false,
  amount_refunded: 250,
  disputed: false,
  customer: { id: 'cus_9', object: 'customer', name: 'Amy' },
  description: 'Réf. Ｏｒｄｅｒ 77',
  receipt_email: null,
  metadata: { order_id: '1001', 备注: '加急' },
  payment_method_details: { type: 'card', card: { last4: '4242', exp_month: 4 } },
}

const not = (operand: SearchNode): SearchNode => ({ kind: 'not', operand })

describe('searchPredicate', () => {
  it.each([
    ['', true],
    ['currency:USD', true],
    ['status~"CCEED"', true],
    ['status~"xyz"', false],
    ['description:"réf. order 77"', true],
    ['description:"réf. order"', false],
    ['customer:cus_9', true],
    ['payment_method_details.card.last4:4242', true],
    ['payment_method_details.card.exp_month:4', true],
    ['metadata["order_id"]:"1001"', true],
    ['metadata["order_id"]~"100"', true],
    ['metadata["备注"]~"急"', true],
    ['metadata["missing"]:null', true],
    ['-metadata["order_id"]:null', true],
    ['metadata["toString"]:null', true],
    ['receipt_email:null', true],
    ['-receipt_email:"amy@example.com"', true],
    ['receipt_email:"amy@example.com"', false],
    ['amount>1249 amount<1251', true],
    ['amount>1250', false],
    ['amount>="12.50 USD"', true],
    ['amount>="12.50 EUR"', false],
    ['-amount>="12.50 EUR"', true],
    ['disputed:"false"', true],
    ['disputed:null', false],
    ['status:failed OR currency:usd', true],
    ['-(status:failed OR currency:usd)', false],
    ['created:2026-03-01', true],
    ['created>2026-03-01', false],
    ['created>=2026-03', true],
    ['created<2026-03-02', true],
    ['created<=2026-02', false],
    [`created:${NOON}`, true],
    ['created:2026-03-01T12:00', true],
    ['created:2026-03-01T12:01', false],
    ['3nxa', true],
    ['order', true],
    ['加急', true],
    ['4242', true],
    ['12.50', true],
    ['$12.50', true],
    ['1250', true],
    ['12.5', true],
    ['125', false],
    ['succeeded', false],
    ['-nowhere', true],
  ])('%s: %s', (query, expected) => {
    expect(finds(query, CHARGE)).toBe(expected)
  })

  it('tells a full, a partial and no refund apart as Stripe does', () => {
    const fully = { refunded: true, amount_refunded: 1250 }
    const partly = { refunded: false, amount_refunded: 250 }
    const untouched = { refunded: false, amount_refunded: 0 }
    const answers = ['refunded:"true"', 'refunded:"false"', 'refunded:null'].map((query) =>
      [fully, partly, untouched].map((object) => finds(query, object)),
    )
    expect(answers).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ])
  })

  it('ends a day with its last second', () => {
    const queries = ['created:2026-03-01', 'created>2026-03-01', 'created<=2026-03-01', 'created<2026-03-02']
    const answers = ['2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z'].map((moment) =>
      queries.map((query) => finds(query, { created: Date.parse(moment) / 1000 })),
    )
    expect(answers).toEqual([
      [true, false, true, true],
      [false, true, false, false],
    ])
  })

  it('means the day of the zone it is given', () => {
    const lateEvening = { created: Date.parse('2026-02-28T17:00Z') / 1000 }
    expect(finds('created:2026-03-01', lateEvening, 'charges', 'Asia/Shanghai')).toBe(true)
    expect(finds('created:2026-03-01', lateEvening, 'charges', 'UTC')).toBe(false)
  })

  it('reads an invoice of before basil and one of after', () => {
    const after = { parent: { subscription_details: { subscription: 'sub_1' } } }
    expect(finds('subscription:sub_1', { subscription: 'sub_1' }, 'invoices')).toBe(true)
    expect(finds('subscription:sub_1', after, 'invoices')).toBe(true)
    expect(finds('subscription:null', after, 'invoices')).toBe(false)
  })

  it("knows an event by its object's amount and currency", () => {
    const event = { data: { object: { id: 're_1', amount: 500, currency: 'eur' } } }
    expect(finds('data.object.amount:"5 EUR"', event, 'events')).toBe(true)
    expect(finds('data.object.amount:"5 USD"', event, 'events')).toBe(false)
  })

  describe('for any query and any object', () => {
    const context = { fields: searchFields.charges, zone: 'Europe/Berlin' }
    const holds = (node: SearchNode, object: JsonObject) => searchPredicate(node, context)(object)

    it('negation is the opposite, and De Morgan was right', () => {
      fc.assert(
        fc.property(searchNodes, searchNodes, charges, (a, b, object) => {
          expect(holds(not(a), object)).toBe(!holds(a, object))
          expect(holds(not({ kind: 'and', operands: [a, b] }), object)).toBe(
            holds({ kind: 'or', operands: [not(a), not(b)] }, object),
          )
          expect(holds(not({ kind: 'or', operands: [a, b] }), object)).toBe(
            holds({ kind: 'and', operands: [not(a), not(b)] }, object),
          )
        }),
        { numRuns: 1000 },
      )
    })

    it('a value that is there is either below, at or above; one that is not is none of them', () => {
      fc.assert(
        fc.property(orderedComparisons, charges, (node, object) => {
          const [below, equal, above, atMost, atLeast] = (['<', ':', '>', '<=', '>='] as const).map(
            (operator) => holds({ ...node, operator }, object),
          )
          const absent = holds({ kind: 'null', field: node.field, key: node.key }, object)
          const sides = [below, equal, above].filter(Boolean).length
          const ofOtherCurrency =
            node.value.kind === 'money' && object['currency'] !== node.value.money.currency
          expect(sides).toBe(absent || ofOtherCurrency ? 0 : 1)
          expect(atMost).toBe(below || equal)
          expect(atLeast).toBe(above || equal)
        }),
        { numRuns: 4000 },
      )
    })

    it('an equal text contains every part of itself', () => {
      fc.assert(
        fc.property(textComparisons, charges, (node, object) => {
          const [equal, part] = ([':', '~'] as const).map((operator) => holds({ ...node, operator }, object))
          expect(part || !equal).toBe(true)
        }),
        { numRuns: 2000 },
      )
    })
  })
})

it("takes a day that Stripe names for the same day in every zone, and a moment for the operator's", () => {
  const midnight = Date.parse('2026-11-29T00:00Z') / 1000
  const payout = { id: 'po_1', object: 'payout', created: midnight, arrival_date: midnight }
  for (const zone of ['America/New_York', 'UTC', 'Asia/Shanghai']) {
    expect(finds('arrival_date:2026-11-29', payout, 'payouts', zone)).toBe(true)
    expect(finds('arrival_date:2026-11-28', payout, 'payouts', zone)).toBe(false)
  }
  expect(finds('created:2026-11-28', payout, 'payouts', 'America/New_York')).toBe(true)
  expect(finds('created:2026-11-29', payout, 'payouts', 'America/New_York')).toBe(false)
})
