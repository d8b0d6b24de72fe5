import fc from 'fast-check'
import type { Comparison, FieldReference, SearchNode, SearchValue } from './ast.ts'
import { type ComparisonOperator, isTextKind, operatorsOf, type SearchField } from './field.ts'
import { searchFields } from './fields.ts'
import type { JsonObject } from './read.ts'
import { isSubstringLongEnough } from './text.ts'

/** What property tests of the search language draw from: few values, so that queries and objects meet. */
const FIELDS = searchFields.charges
const TEXTS = [
  'amy@example.com',
  'Amy',
  'AMY',
  '王芳',
  '王',
  'a"b\\c',
  "O'Brien (VIP)",
  'and',
  '-x',
  '4242',
  '',
  ' ',
]
const CURRENCIES = ['usd', 'jpy', 'kwd'] as const
const AMOUNTS = [-500, 0, 10, 1000, 1250, 99_990]
const MOMENTS = [0, 1_772_323_199, 1_772_323_200, 1_772_366_400, 1_774_915_200, 1_798_761_600]
const PERIODS = ['2026', '2026-03', '2026-03-01', '2026-03-29', '2026-03-01T12:00', '2026-03-01T12:00:05']
const KEYS = ['order', '订单', 'a"] b']

const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
)

function valueOf(field: SearchField, operator: ComparisonOperator): fc.Arbitrary<SearchValue> {
  switch (field.kind) {
    case 'string':
    case 'token':
    case 'enum':
    case 'metadata':
      return text
        .filter((value) => operator !== '~' || isSubstringLongEnough(value))
        .map((value) => ({ kind: 'string', text: value }))
    case 'boolean':
      return fc.boolean().map((value) => ({ kind: 'boolean', value }))
    case 'number':
      return fc
        .oneof(fc.integer({ min: 0, max: 99 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }))
        .map((value) => ({ kind: 'number', value: value === 0 ? 0 : value }))
    case 'money':
      return fc.oneof(
        fc.constantFrom(...AMOUNTS).map((value) => ({ kind: 'number' as const, value })),
        fc
          .tuple(fc.constantFrom(...AMOUNTS), fc.constantFrom(...CURRENCIES))
          .map(([amount, currency]) => ({ kind: 'money' as const, money: { amount, currency } })),
      )
    case 'time':
      return fc.oneof(
        fc.constantFrom(...MOMENTS, 2026).map((seconds) => ({ kind: 'seconds' as const, seconds })),
        fc.constantFrom(...PERIODS).map((period) => ({ kind: 'period' as const, period })),
      )
  }
}

function referencesTo(fields: readonly SearchField[]): fc.Arbitrary<FieldReference> {
  return fc
    .constantFrom(...fields)
    .chain((field) =>
      fc.constantFrom(...KEYS).map((key) => ({ field, key: field.kind === 'metadata' ? key : null })),
    )
}

function comparisonsOf(fields: readonly SearchField[]): fc.Arbitrary<Comparison> {
  return referencesTo(fields).chain(({ field, key }) =>
    fc
      .constantFrom(...operatorsOf(field.kind))
      .chain((operator) =>
        valueOf(field, operator).map((value) => ({ kind: 'comparison', field, key, operator, value })),
      ),
  )
}

/** Half of the fields drawn are those that `charges` has. */
const MET = new Set('amount created currency customer description status metadata refunded id'.split(' '))
const fields = (wanted: (field: SearchField) => boolean): readonly SearchField[] => FIELDS.filter(wanted)
const comparison = fc.oneof(comparisonsOf(FIELDS), comparisonsOf(fields(({ name }) => MET.has(name))))
const reference = referencesTo(FIELDS)

export const orderedComparisons = comparisonsOf(
  fields(({ kind, name }) => !isTextKind(kind) && kind !== 'boolean' && (MET.has(name) || kind === 'number')),
)
export const textComparisons = comparisonsOf(fields(({ kind, name }) => isTextKind(kind) && MET.has(name)))

/** Any tree that a query can say, except that of the empty query. */
export const searchNodes: fc.Arbitrary<SearchNode> = fc.letrec<{ node: SearchNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison.map((node): SearchNode => node),
    reference.map((named): SearchNode => ({ kind: 'null', ...named })),
    text.filter((value) => value.trim() !== '').map((value): SearchNode => ({ kind: 'text', text: value })),
    tie('node').map((operand): SearchNode => ({ kind: 'not', operand })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, operands]): SearchNode => ({ kind, operands })),
  ),
})).node

/** Mostly `value`, at times null, missing, or what an old API version may have had there. */
function mostly(value: fc.Arbitrary<unknown>, odd: unknown = null): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: value },
    { weight: 2, arbitrary: fc.constantFrom(null, undefined, odd) },
  )
}

const card = fc.record({ last4: fc.constantFrom('4242', '0005'), exp_month: fc.constantFrom(4, 12) })

/** Charges as they may come: fields missing, null, expanded, or of a kind nobody expected. */
export const charges: fc.Arbitrary<JsonObject> = fc.record({
  id: fc.constantFrom('ch_1', 'Amy', '4242'),
  amount: mostly(fc.constantFrom(...AMOUNTS), '1000'),
  amount_refunded: mostly(fc.constantFrom(0, 10, 1000)),
  refunded: mostly(fc.boolean(), 'true'),
  currency: mostly(fc.constantFrom(...CURRENCIES)),
  created: mostly(fc.constantFrom(...MOMENTS)),
  customer: mostly(fc.constantFrom('amy', { id: 'amy', object: 'customer' })),
  description: mostly(text, 4242),
  status: mostly(text),
  metadata: mostly(fc.dictionary(fc.constantFrom(...KEYS), text)),
  outcome: mostly(fc.record({ risk_score: fc.integer({ min: 0, max: 99 }) })),
  billing_details: mostly(fc.record({ email: mostly(text), name: mostly(text) })),
  payment_method_details: mostly(fc.record({ card }), 'not an object'),
})
