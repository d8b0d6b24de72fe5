import { expect, it } from 'vitest'
import { viewAfter } from './use-view.ts'

const before = { first: 100, last: 130, around: 8 }

it('wants no rows around those in view right after a jump, and the same as before while scrolling', () => {
  expect(viewAfter(before, { startIndex: 130, endIndex: 160 })).toEqual({ first: 130, last: 160, around: 8 })
  expect(viewAfter(before, { startIndex: 131, endIndex: 161 })).toEqual({ first: 131, last: 161, around: 0 })
  expect(viewAfter(before, { startIndex: 60, endIndex: 99 })).toEqual({ first: 60, last: 99, around: 0 })
})

it('is the same view while the range is', () => {
  expect(viewAfter(before, { startIndex: 100, endIndex: 130 })).toBe(before)
})
