import { expect, it } from 'vitest'
import { changeShare, successShare } from './change.ts'

it('compares with the period before', () => {
  expect(changeShare(150, 100)).toBe(0.5)
  expect(changeShare(-50, -100)).toBe(0.5)
  expect(changeShare(5, 0)).toBeNull()
})

it('counts only payments that ended', () => {
  expect(successShare({ succeeded: 9, failed: 1 })).toBe(0.9)
  expect(successShare({ succeeded: 0, failed: 0 })).toBeNull()
})
