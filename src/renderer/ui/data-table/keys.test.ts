import { expect, it } from 'vitest'
import { rowAfterKey } from './keys.ts'

it('moves within the list and never out of it', () => {
  const place = { active: 0, count: 1000, page: 20 }
  expect(rowAfterKey('j', place)).toBe(1)
  expect(rowAfterKey('k', place)).toBe(0)
  expect(rowAfterKey('PageDown', place)).toBe(20)
  expect(rowAfterKey('End', place)).toBe(999)
  expect(rowAfterKey('ArrowDown', { ...place, active: 999 })).toBe(999)
  expect(rowAfterKey('End', { ...place, count: 0 })).toBe(0)
})

it('leaves other keys alone', () => {
  expect(rowAfterKey('Tab', { active: 3, count: 10, page: 5 })).toBeNull()
})
