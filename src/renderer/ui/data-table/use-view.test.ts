import { expect, it } from 'vitest'
import { viewAfter } from './use-view.ts'

const before = { first: 100, last: 130, around: 8, leap: null }

it('wants no rows around those in view right after a jump, and the same as before while scrolling', () => {
  const scrolled = viewAfter(before, { startIndex: 130, endIndex: 160 })
  expect(scrolled).toEqual({ first: 130, last: 160, around: 8, leap: null })
  const down = viewAfter(before, { startIndex: 131, endIndex: 161 })
  expect(down).toEqual({ first: 131, last: 161, around: 0, leap: { first: 131, last: 161 } })
  const up = viewAfter(before, { startIndex: 60, endIndex: 99 })
  expect(up).toEqual({ first: 60, last: 99, around: 0, leap: { first: 60, last: 99 } })
  const on = viewAfter({ ...up, around: 8 }, { startIndex: 61, endIndex: 100 })
  expect(on).toEqual({ first: 61, last: 100, around: 8, leap: { first: 60, last: 99 } })
})

it('forgets a jump once nothing of what it brought into view is seen', () => {
  const scrolled = { first: 95, last: 135, around: 8, leap: { first: 60, last: 99 } }
  const gone = viewAfter(scrolled, { startIndex: 100, endIndex: 140 })
  expect(gone).toEqual({ first: 100, last: 140, around: 8, leap: null })
})

it('is the same view while the range is', () => {
  expect(viewAfter(before, { startIndex: 100, endIndex: 130 })).toBe(before)
})
