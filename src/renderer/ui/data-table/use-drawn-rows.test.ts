import { expect, it } from 'vitest'
import { assignSlots, draw } from './use-drawn-rows.ts'

const slots = (before: ReadonlyMap<number, number>, ...indexes: readonly number[]) =>
  assignSlots(before, indexes)

it('keeps the slots of rows that stay in view and gives free ones to those that come', () => {
  const first = slots(new Map(), 0, 1, 2)
  expect(Object.fromEntries(first)).toEqual({ 0: 0, 1: 1, 2: 2 })
  const scrolled = slots(first, 1, 2, 3)
  expect(scrolled.get(1)).toBe(1)
  expect(scrolled.get(2)).toBe(2)
  expect(scrolled.get(3)).toBe(0)
})

it('takes over all slots at a jump, and never gives one to two rows', () => {
  const jumped = slots(slots(new Map(), 0, 1, 2), 2, 900, 901, 902)
  expect(jumped.get(2)).toBe(2)
  expect(Array.from(jumped.values()).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
})

/** What is drawn of the rows `first` to `last` when those of `here` have come. */
function drawn(
  before: ReturnType<typeof draw<string>> | null,
  range: { readonly first: number; readonly last: number },
  here: readonly number[],
  late = false,
) {
  const { first, last } = range
  const items = Array.from({ length: last - first + 1 }, (_, at) => ({
    index: first + at,
    start: (first + at) * 32,
  }))
  return draw(
    { items, first, last, modelAt: new Map(here.map((index) => [index, `row ${index}`])), late },
    before,
  )
}

it('leaves what was drawn until all that is seen after a jump has come, unless that takes long', () => {
  const before = drawn(null, { first: 0, last: 3 }, [0, 1, 2, 3])
  const jump = { first: 900, last: 903 }
  expect(drawn(before, jump, [900, 901])).toBe(before)
  const late = drawn(before, jump, [900, 901], true)
  expect(late.rows.map(({ model }) => model)).toEqual(['row 900', 'row 901', undefined, undefined])
  expect(late.top).toBe(900 * 32)
})

it('draws rows that come into view while others stay, also those not there yet', () => {
  const before = drawn(null, { first: 0, last: 3 }, [0, 1, 2, 3])
  const scrolled = drawn(before, { first: 2, last: 5 }, [2, 3])
  expect(scrolled.rows.map(({ index, model }) => model ?? index)).toEqual(['row 2', 'row 3', 4, 5])
})

it('keeps the elements that a jump does not need, as they were, below what is seen', () => {
  const before = drawn(null, { first: 0, last: 4 }, [0, 1, 2, 3, 4])
  const jumped = drawn(before, { first: 900, last: 901 }, [900, 901])
  expect(jumped.rows.map(({ index }) => index)).toEqual([900, 901, 2, 3, 4])
  expect(new Set(jumped.rows.map(({ slot }) => slot)).size).toBe(5)
  const after = drawn(jumped, { first: 899, last: 903 }, [899, 900, 901, 902, 903])
  expect(after.rows.map(({ index }) => index)).toEqual([899, 900, 901, 902, 903])
})
