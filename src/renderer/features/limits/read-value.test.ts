import { describe, expect, it } from 'vitest'
import type { Limit } from '../../../shared/features/limits/contract.ts'
import { isLooser, readLimit } from './read-value.ts'

const typed = { kind: 'refund', measure: 'day_amount', currency: 'usd' } as const

describe('readLimit', () => {
  it('reads money in minor units, counts as they are and minutes as seconds', () => {
    expect(readLimit({ ...typed, text: '1,200.50' })).toEqual({
      ok: true,
      limit: { kind: 'refund', measure: 'day_amount', currency: 'usd', value: 120_050 },
    })
    expect(readLimit({ ...typed, measure: 'hour_count', text: '25' })).toEqual({
      ok: true,
      limit: { kind: 'refund', measure: 'hour_count', currency: null, value: 25 },
    })
    expect(readLimit({ ...typed, measure: 'hold_seconds', text: '10' })).toEqual({
      ok: true,
      limit: { kind: 'any', measure: 'hold_seconds', currency: null, value: 600 },
    })
  })
  it('names what is wrong', () => {
    expect(readLimit({ ...typed, text: '' })).toEqual({ ok: false, problem: 'empty' })
    expect(readLimit({ ...typed, text: '1.234' })).toEqual({ ok: false, problem: 'too_many_digits' })
    expect(readLimit({ ...typed, measure: 'day_count', text: '2.5' })).toEqual({
      ok: false,
      problem: 'not_a_number',
    })
    expect(readLimit({ ...typed, measure: 'hold_seconds', text: '10081' })).toEqual({
      ok: false,
      problem: 'week',
    })
  })
  it('takes a limit away', () => {
    const read = readLimit({ ...typed, text: null })
    expect(read.ok && read.limit.value).toBeNull()
  })
})

describe('isLooser', () => {
  const cap = (value: number | null): Limit => ({
    kind: 'any',
    measure: 'day_amount',
    currency: 'usd',
    value,
  })
  it('is more money or no cap, and less time to wait', () => {
    expect(isLooser(cap(500), 400)).toBe(true)
    expect(isLooser(cap(null), 400)).toBe(true)
    expect(isLooser({ kind: 'any', measure: 'hold_seconds', currency: null, value: 60 }, 600)).toBe(true)
  })
  it('is not less money, a first cap, or a longer wait', () => {
    expect(isLooser(cap(300), 400)).toBe(false)
    expect(isLooser(cap(300), null)).toBe(false)
    expect(isLooser({ kind: 'any', measure: 'hold_seconds', currency: null, value: 900 }, 600)).toBe(false)
  })
})
