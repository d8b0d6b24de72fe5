import { expect, it } from 'vitest'
import { assignSlots } from './use-drawn-rows.ts'

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
