import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeSearch } from './complete.ts'
import { searchFields } from './fields.ts'
import { parseSearch } from './parse.ts'

const KNOWN = { metadataKeys: ['order_id', 'campaign'] }

/** `|` marks the caret; answers the queries that the proposals would make. */
function proposals(marked: string): readonly string[] {
  const caret = marked.indexOf('|')
  const query = marked.replace('|', '')
  const { from, to, items } = completeSearch(query, caret, searchFields.charges, KNOWN)
  return items.map(({ insert }) => query.slice(0, from) + insert + query.slice(to))
}

describe('completeSearch', () => {
  it.each([
    ['|', 'amount'],
    ['am|', 'amount'],
    ['-refu|', '-refunded:'],
    ['last|', 'payment_method_details.card.last4'],
    ['sta|tus', 'status:'],
    ['meta|', 'metadata["'],
    ['metadata[|', 'metadata["order_id"]'],
    ['metadata["or|', 'metadata["order_id"]'],
    ['metadata["order_id"]|', 'metadata["order_id"]:'],
    ['amount |', 'amount >='],
    ['status:|', 'status:"succeeded"'],
    ['status:"fa|', 'status:"failed"'],
    ['status:FA|', 'status:"failed"'],
    ['refunded:|', 'refunded:null'],
    ['(disputed:t|)', '(disputed:"true")'],
    ['amount>1 |', 'amount>1 AND'],
    ['amount>1 o|', 'amount>1 OR'],
    ['amount>1 OR status:failed |', 'amount>1 OR status:failed OR'],
    ['amount>1 OR (a |', 'amount>1 OR (a AND'],
    ['amount>1 |currency:usd', 'amount>1 amountcurrency:usd'],
    ['metadata["or|der"]:1', 'metadata["order_id"]:1'],
    ['metadata["|"]', 'metadata["order_id"]'],
    ['status:"fa|iled"', 'status:"failed"'],
    ['status:"fa| currency:"usd"', 'status:"failed" currency:"usd"'],
  ])('%s proposes %s', (marked, proposal) => {
    expect(proposals(marked)).toContain(proposal)
  })

  it.each([
    ['|', ['AND', 'OR']],
    ['amount>1 OR status:failed |', ['amount>1 OR status:failed AND']],
    ['status~|', ['status~null']],
    ['"free te|', ['"free text"']],
    ['nosuch:|', ['nosuch:null']],
  ])('%s does not propose %s', (marked, absent) => {
    for (const proposal of absent) expect(proposals(marked)).not.toContain(proposal)
  })

  it('proposes for an enum only what the parser takes', () => {
    const refused = proposals('status:|').filter((query) => !parseSearch(query, searchFields.charges).ok)
    expect(refused).toEqual([])
  })

  it('never throws, and replaces only what surrounds the caret', () => {
    const parts = fc.constantFrom('amount', ' ', ':', '"', '(', '-', 'metadata[', '王', '\\', 'OR', ']', '>')
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), fc.nat(200), (pieces, seed) => {
        const query = pieces.join('')
        const caret = seed % (query.length + 1)
        const { from, to, items } = completeSearch(query, caret, searchFields.charges, KNOWN)
        expect(from).toBeLessThanOrEqual(caret)
        expect(to).toBeGreaterThanOrEqual(caret)
        expect(to).toBeLessThanOrEqual(query.length)
        expect(items.every(({ insert }) => insert !== '')).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
