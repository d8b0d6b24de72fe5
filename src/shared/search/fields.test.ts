import { describe, expect, it } from 'vitest'
import { operatorsOf } from './field.ts'
import { searchFields } from './fields.ts'
import { parseSearch } from './parse.ts'

/** https://docs.stripe.com/search#supported-query-fields-for-each-resource, with the operators of their types. */
const STRIPES: Readonly<Record<string, Readonly<Record<'numeric' | 'token' | 'string', string>>>> = {
  charges: {
    numeric: 'amount created',
    token:
      'billing_details.address.postal_code currency customer disputed metadata refunded payment_method_details.card.last4 payment_method_details.card.exp_month payment_method_details.card.exp_year payment_method_details.card.brand payment_method_details.card.fingerprint payment_method_details.card_present.last4 payment_method_details.interac_present.fingerprint',
    string: 'status',
  },
  payment_intents: { numeric: 'amount created', token: 'currency customer metadata status', string: '' },
  customers: { numeric: 'created', token: 'metadata', string: 'email name phone' },
  invoices: {
    numeric: 'created total',
    token: 'currency customer last_finalization_error_code last_finalization_error_type metadata',
    string: 'number receipt_number status subscription',
  },
  prices: { numeric: '', token: 'active currency metadata type', string: 'lookup_key product' },
  products: { numeric: '', token: 'active metadata shippable', string: 'description name url' },
  subscriptions: { numeric: 'created canceled_at', token: 'metadata', string: 'status' },
}
const NEEDS = { numeric: [':', '>', '<', '>=', '<='], token: [':'], string: [':', '~'] } as const
const TYPES = Object.entries(searchFields)

describe('searchFields', () => {
  it.each(Object.entries(STRIPES))(
    "has Stripe's own fields of %s, with Stripe's operators at least",
    (type, kinds) => {
      const fields = TYPES.find(([name]) => name === type)?.[1] ?? []
      for (const kind of ['numeric', 'token', 'string'] as const) {
        for (const name of kinds[kind].split(' ').filter(Boolean)) {
          const field = fields.find((candidate) => candidate.name === name)
          expect(field).toMatchObject({ name })
          expect(operatorsOf(field?.kind ?? 'boolean')).toEqual(expect.arrayContaining([...NEEDS[kind]]))
        }
      }
    },
  )

  it.each(TYPES)('names each field of %s once, in lower case, with an id', (_type, fields) => {
    const names = fields.map((field) => field.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(names.map((name) => name.toLowerCase()))
    expect(names).toContain('id')
  })

  it.each(TYPES)(
    'can ask for the absence of each field of %s, and for each value it proposes',
    (_type, fields) => {
      const queries = fields.flatMap((field) => {
        const name = field.kind === 'metadata' ? `${field.name}["k"]` : field.name
        return [`-${name}:null`, ...field.suggestions.map((value) => `${name}:"${value}"`)]
      })
      expect(queries.filter((query) => !parseSearch(query, fields).ok)).toEqual([])
    },
  )
})
