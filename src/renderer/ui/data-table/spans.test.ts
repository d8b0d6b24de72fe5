import { expect, it } from 'vitest'
import { spansOf, windowsCovering } from './spans.ts'

const offsets = (first: number, last: number) => windowsCovering(first, last).map(({ offset }) => offset)

it('reads only the windows in view', () => {
  expect(offsets(0, 30)).toEqual([0])
  expect(offsets(45, 80)).toEqual([0, 50])
  expect(offsets(500_000, 500_030)).toEqual([500_000])
  expect(offsets(0, -1)).toEqual([0])
})

it('reads the rows in view after a jump, and the windows around them beside those once they are drawn', () => {
  const view = { first: 1020, last: 1060, around: 0, leap: { first: 1020, last: 1060 } }
  expect(spansOf(view, 9000)).toEqual([{ offset: 1020, limit: 41 }])
  expect(spansOf({ ...view, around: 8 }, 9000)).toEqual([
    { offset: 1020, limit: 41 },
    { offset: 1000, limit: 50 },
    { offset: 1050, limit: 50 },
  ])
})

it('reads nothing after the end of the list', () => {
  const view = { first: 60, last: 99, around: 8, leap: null }
  expect(spansOf(view, 100)).toEqual([{ offset: 50, limit: 50 }])
  expect(spansOf(view, undefined).map(({ offset }) => offset)).toEqual([50, 100])
})
