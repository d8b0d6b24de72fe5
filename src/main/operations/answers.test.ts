import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Next, type Outcome, decide, movedNothing } from './answers.ts'
import { canonicalJson } from './canonical.ts'

const TABLE: readonly (readonly [outcome: Outcome, first: Next, later: Next])[] = [
  ['done', 'done', 'done'],
  ['lost', 'unknown', 'unknown'],
  ['timeout', 'unknown', 'unknown'],
  ['garbled', 'unknown', 'unknown'],
  ['server_error', 'unknown', 'look_up'],
  ['not_reached', 'settle', 'unknown'],
  ['rate_limited', 'wait', 'unknown'],
  ['unauthorized', 'settle', 'unknown'],
  ['forbidden', 'settle', 'unknown'],
  ['refused', 'settle', 'unknown'],
  ['rejected', 'settle', 'look_up'],
  ['key_in_use', 'wait', 'wait'],
  ['key_mismatch', 'look_up', 'look_up'],
]

describe('the answer table', () => {
  it.each(TABLE)('%s: first %s, after a send that may have run %s', (outcome, first, later) => {
    expect(decide(outcome, false)).toBe(first)
    expect(decide(outcome, true)).toBe(later)
  })

  it('never calls an operation settled while an earlier send may have run', () => {
    for (const [outcome] of TABLE) expect(decide(outcome, true)).not.toBe('settle')
  })

  it('settles only on answers that moved nothing', () => {
    const settling = TABLE.filter(([outcome]) => decide(outcome, false) === 'settle').map(
      ([outcome]) => outcome,
    )
    expect(settling.filter((outcome) => !movedNothing(outcome))).toEqual([])
  })
})

describe('canonicalJson', () => {
  it('is the same text for the same parameters in any order', () => {
    const value = fc.dictionary(
      fc.string(),
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.string())),
    )
    fc.assert(
      fc.property(value, (params) => {
        const turned = Object.fromEntries(Object.entries(params).toReversed())
        expect(canonicalJson(turned)).toBe(canonicalJson(params))
        expect(JSON.parse(canonicalJson(params))).toEqual(JSON.parse(JSON.stringify(params)))
      }),
    )
  })

  it('leaves out what is absent and refuses what is no parameter', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}')
    expect(() => canonicalJson({ amount: 1.5 })).toThrow(TypeError)
    expect(() => canonicalJson({ amount: Number.NaN })).toThrow(TypeError)
  })
})
