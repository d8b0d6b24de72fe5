import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SearchNode } from './ast.ts'
import { searchErrorCodes, type SearchError } from './errors.ts'
import { searchFields } from './fields.ts'
import { CLAUSE_MAXIMUM, DEPTH_MAXIMUM, parseSearch, QUERY_MAXIMUM } from './parse.ts'
import { printSearch } from './print.ts'

function tree(query: string): SearchNode {
  const parsed = parseSearch(query, searchFields.charges)
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.code} at ${parsed.error.position}`)
  return parsed.ast
}

function error(query: string): SearchError {
  const parsed = parseSearch(query, searchFields.charges)
  if (parsed.ok) throw new Error(`Understood: ${query}`)
  return parsed.error
}

const nested = (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`
const clauses = (count: number) => Array.from({ length: count }, () => 'a').join(' ')

describe('parseSearch', () => {
  it.each([
    // Stripe's own examples and forms.
    ['', ''],
    ['   ', ''],
    ['amount>1000', 'amount>1000'],
    ['amount>="1000"', 'amount>=1000'],
    [`currency:'usd' AND -customer:null`, 'currency:"usd" -customer:null'],
    ['currency:usd amount<5', 'currency:"usd" amount<5'],
    ['currency:usd or currency:eur', 'currency:"usd" OR currency:"eur"'],
    [`metadata['donation-id']:'asdf-jkl'`, 'metadata["donation-id"]:"asdf-jkl"'],
    ['-metadata["k"]:null', '-metadata["k"]:null'],
    ['refunded:"true"', 'refunded:"true"'],
    ['refunded:FALSE', 'refunded:"false"'],
    ['refunded:null', 'refunded:null'],
    ['description:"null"', 'description:"null"'],
    ['created>1620310503', 'created>1620310503'],
    ['payment_method_details.card.last4:4242', 'payment_method_details.card.last4:"4242"'],
    [String.raw`description:"a \"b\" \\ c"`, String.raw`description:"a \"b\" \\ c"`],
    [String.raw`description:'it\'s'`, `description:"it's"`],
    // Extended: dates, money, parentheses, words, substrings anywhere, spaces around operators.
    ['created:2026-03-01', 'created:2026-03-01'],
    ['created>=2026-03', 'created>=2026-03'],
    ['created:2026', 'created:2026'],
    ['created:"2026-03-01 14:30"', 'created:2026-03-01T14:30'],
    ['created:02026', 'created:+2026'],
    ['amount>"12.50 USD"', 'amount>"12.50 USD"'],
    ['amount:-1,200.5usd', 'amount:"-1200.50 USD"'],
    ['amount<"JPY 1250"', 'amount<"1250 JPY"'],
    ['amount:-500', 'amount:-500'],
    ['amount:-0', 'amount:0'],
    ['amount:"-0 USD"', 'amount:"0.00 USD"'],
    ['outcome.risk_score>=60.5', 'outcome.risk_score>=60.5'],
    ['metadata[order]~"100"', 'metadata["order"]~"100"'],
    ['billing_details.name~王', 'billing_details.name~"王"'],
    ['amount > 1000', 'amount>1000'],
    ['AMOUNT>1000', 'amount>1000'],
    ['(amount>1 OR amount<0) currency:usd', '(amount>1 OR amount<0) currency:"usd"'],
    ['((amount>1))', 'amount>1'],
    ['-(amount>1 status:failed)', '-(amount>1 status:"failed")'],
    ['-(-amount>1)', '-(-amount>1)'],
    ['amy@example.com "王 芳"', 'amy@example.com "王 芳"'],
    ['Smith and Sons', 'Smith Sons'],
    ['"and" -refund', '"and" -refund'],
    ['description:and', 'description:"and"'],
    ["O'Brien", "O'Brien"],
    // As a Chinese input method types it.
    ['currency：usd　（amount＞１０００ OR amount＜＝５）', 'currency:"usd" (amount>1000 OR amount<=5)'],
    ['description：“退款”', 'description:"退款"'],
  ])('reads %s', (query, canonical) => {
    expect(printSearch(tree(query))).toBe(canonical)
    expect(tree(canonical)).toEqual(tree(query))
  })

  it('tells what a word means by where it stands', () => {
    expect(tree('amount:1000')).toMatchObject({ kind: 'comparison', value: { kind: 'number', value: 1000 } })
    expect(tree('amount:"10 USD"')).toMatchObject({ value: { money: { amount: 1000, currency: 'usd' } } })
    expect(tree('status:null')).toMatchObject({ kind: 'null', key: null })
    expect(tree('null')).toEqual({ kind: 'text', text: 'null' })
    expect(tree('')).toEqual({ kind: 'all' })
  })

  it.each<[string, string, number, number, readonly string[]]>([
    ['amount>1 currency:usd OR amount<0', 'operators_mixed', 22, 2, ['AND', '(']],
    ['a OR b c', 'operators_mixed', 7, 1, ['OR', '(']],
    ['a OR b AND c', 'operators_mixed', 7, 3, ['OR', '(']],
    ['(a b OR c) d', 'operators_mixed', 5, 2, ['AND', '(']],
    ['amuont>1', 'unknown_field', 0, 6, ['amount']],
    [
      'x last4:4242',
      'unknown_field',
      2,
      5,
      [
        'payment_method_details.card.last4',
        'payment_method_details.card_present.last4',
        'payment_method_details.interac_present.last4',
      ],
    ],
    ['https://example.com', 'unknown_field', 0, 5, ['amount', 'status', 'created']],
    ['foo:1', 'unknown_field', 0, 3, ['amount', 'status', 'created']],
    ['amount~100', 'operator_not_allowed', 6, 1, [':', '>', '<', '>=', '<=']],
    ['status>"a"', 'operator_not_allowed', 6, 1, [':', '~']],
    ['disputed>=true', 'operator_not_allowed', 8, 2, [':']],
    ['amount=5', 'unexpected_character', 6, 1, [':', '>', '<', '>=', '<=']],
    ['a = b', 'unexpected_character', 2, 1, ['<clause>', '(']],
    ['[VIP]', 'unexpected_character', 0, 1, ['<clause>', '(']],
    ['amount>', 'value_expected', 7, 0, ['<value>']],
    ['amount:', 'value_expected', 7, 0, ['<value>', 'null']],
    ['status: AND amount>1', 'value_expected', 8, 3, ['<value>', 'null']],
    ['(amount:)', 'value_expected', 8, 1, ['<value>', 'null']],
    ['amount>null', 'null_not_comparable', 7, 4, ['<value>']],
    ['amount>ten', 'number_expected', 7, 3, ['<whole number>', '<amount>', 'null']],
    ['amount>12.5', 'whole_number_expected', 7, 4, ['<whole number>', '<amount>', 'null']],
    ['amount>99999999999999999', 'number_too_large', 7, 17, ['<number>']],
    ['amount>"12.505 USD"', 'amount_invalid', 7, 12, ['"12.50 USD"']],
    ['amount>"12.5 USDC"', 'amount_invalid', 7, 11, ['"12 USDC"']],
    ['amount>"12,50 EUR"', 'amount_invalid', 7, 11, ['"12.50 EUR"']],
    ['amount>"12.5 JPY"', 'amount_invalid', 7, 10, ['"12 JPY"']],
    ['amount>"1.255 KWD"', 'amount_invalid', 7, 11, ['"12.500 KWD"']],
    ['outcome.risk_score>1e999', 'number_too_large', 19, 5, ['<number>']],
    ['disputed:yes', 'boolean_expected', 9, 3, ['true', 'false', 'null']],
    ['created:2026-02-30', 'time_expected', 8, 10, ['<date>', '<whole number>', 'null']],
    ['created>yesterday', 'time_expected', 8, 9, ['<date>', '<whole number>', 'null']],
    ['description~"ab"', 'substring_too_short', 12, 4, ['<text>']],
    ['description~""', 'substring_too_short', 12, 2, ['<text>']],
    ['description:"abc', 'quote_unclosed', 12, 4, ['"']],
    ['metadata["abc]:1', 'quote_unclosed', 9, 7, ['"']],
    ['“abc', 'quote_unclosed', 0, 4, ['”']],
    ['metadata:"v"', 'metadata_key_expected', 8, 1, ['["']],
    ['metadata[]:"v"', 'metadata_key_expected', 9, 1, ['<key>']],
    ['metadata["k":1', 'bracket_unclosed', 12, 1, [']']],
    ['metadata["k"]', 'operator_expected', 13, 0, [':', '~']],
    ['amount["k"]:1', 'key_not_allowed', 6, 1, [':', '>', '<', '>=', '<=']],
    ['description"amy"', 'space_expected', 11, 5, [':', '~', '>', '<', '>=', '<=', '<space>']],
    ['"a""b"', 'space_expected', 3, 3, ['<space>']],
    ['AND amount>1', 'clause_expected', 0, 3, ['<clause>', '(']],
    ['amount>1 OR', 'clause_expected', 11, 0, ['<clause>', '(']],
    ['a AND OR b', 'clause_expected', 6, 2, ['<clause>', '(']],
    ['a - b', 'clause_expected', 4, 1, ['<clause>', '(']],
    ['--a', 'clause_expected', 1, 1, ['<clause>', '(']],
    [':a', 'clause_expected', 0, 1, ['<clause>', '(']],
    ['()', 'clause_expected', 1, 1, ['<clause>', '(']],
    ['""', 'text_empty', 0, 2, ['<text>']],
    ['a (b', 'parenthesis_unclosed', 2, 1, [')']],
    ['a) b', 'parenthesis_unopened', 1, 1, ['<clause>', '<end>']],
  ])('refuses %s: %s at %i', (query, code, position, length, expected) => {
    const refused = error(query)
    expect(refused).toMatchObject({ code, position, length, expected })
    expect(refused.found).toBe(query.slice(position, position + length))
  })

  it('names what the sentence of an error needs', () => {
    expect(error('a OR b c').params).toEqual({ first: 'OR', second: 'AND' })
    expect(error('amuont>1').params).toEqual({ field: 'amuont' })
    expect(error('amount~1').params).toEqual({ field: 'amount', operator: '~' })
    expect(error('amount>"12.505 USD"').params).toEqual({
      field: 'amount',
      currency: 'USD',
      reason: 'too_many_digits',
      digits: 2,
      step: '0.01',
    })
    expect(error('description~ab').params).toEqual({ minimum: 3, minimumCjk: 1 })
  })

  it('knows only the fields of the type', () => {
    expect(parseSearch('arrival_date>2026-03-01', searchFields.payouts).ok).toBe(true)
    expect(parseSearch('arrival_date>2026-03-01', searchFields.charges)).toMatchObject({
      error: { code: 'unknown_field' },
    })
  })

  it('bounds length, depth and the number of clauses, each just above what it allows', () => {
    expect(tree(nested(DEPTH_MAXIMUM))).toEqual({ kind: 'text', text: 'a' })
    expect(error(nested(DEPTH_MAXIMUM + 1))).toMatchObject({
      code: 'nested_too_deep',
      position: DEPTH_MAXIMUM,
    })
    expect(tree(clauses(CLAUSE_MAXIMUM))).toMatchObject({ kind: 'and' })
    expect(error(clauses(CLAUSE_MAXIMUM + 1))).toMatchObject({
      code: 'too_many_clauses',
      position: 2 * CLAUSE_MAXIMUM,
    })
    expect(tree('a'.repeat(QUERY_MAXIMUM))).toMatchObject({ kind: 'text' })
    expect(error('a'.repeat(QUERY_MAXIMUM + 1))).toMatchObject({
      code: 'query_too_long',
      position: QUERY_MAXIMUM,
    })
  })

  const pieces = fc.constantFrom(
    ...'amount created status metadata ["k"] refunded : ~ > < >= = ( ) - AND OR null "x" \' “ 王 12.50USD 2026-03 [ ] \\ 　'.split(
      ' ',
    ),
    ' ',
  )
  const queries = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  )

  it('never throws, and every error lies within the query', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const parsed = parseSearch(query, searchFields.charges)
        fc.pre(!parsed.ok)
        const { code, position, length, found } = parsed.error
        expect(searchErrorCodes).toContain(code)
        expect(position).toBeGreaterThanOrEqual(0)
        expect(position + length).toBeLessThanOrEqual(query.length)
        expect(found).toBe(query.slice(position, position + length))
      }),
      { numRuns: 2000 },
    )
    expect.hasAssertions()
  })

  it('prints whatever it understands so that it is understood the same', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const parsed = parseSearch(query, searchFields.charges)
        fc.pre(parsed.ok)
        expect(tree(printSearch(parsed.ast))).toEqual(parsed.ast)
      }),
      { numRuns: 1000 },
    )
    expect.hasAssertions()
  })

  it.each(['(', '-', '"', 'a ', 'a:', 'metadata["', '\\', '王', '>', ' ', 'amount>'])(
    'answers in time for the longest query made of %s',
    (piece) => {
      const started = Date.now()
      parseSearch(piece.repeat(QUERY_MAXIMUM / piece.length), searchFields.charges)
      expect(Date.now() - started).toBeLessThan(250)
    },
  )
})
