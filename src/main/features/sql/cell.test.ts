import { expect, it } from 'vitest'
import { cell, shortened } from './cell.ts'

it.each([
  [null, null],
  [1.5, 1.5],
  [9_007_199_254_740_991n, 9_007_199_254_740_991],
  [9_007_199_254_740_993n, '9007199254740993'],
  [-9_007_199_254_740_993n, '-9007199254740993'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [new Uint8Array(3), '[3 bytes]'],
  ['text', 'text'],
])('shows %s as %s', (value, shown) => {
  expect(cell(value)).toBe(shown)
})

it('shortens what is of no use on a screen, and nothing else', () => {
  expect(shortened('x'.repeat(20_000))).toBe('x'.repeat(20_000))
  expect(shortened('x'.repeat(20_001))).toBe(`${'x'.repeat(20_000)}…`)
  expect(shortened(5)).toBe(5)
})
