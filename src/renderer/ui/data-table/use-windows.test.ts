import { expect, it } from 'vitest'
import { pagesCovering } from './use-windows.ts'

it('asks only for the windows in view', () => {
  expect(pagesCovering(0, 30)).toEqual([0])
  expect(pagesCovering(45, 80)).toEqual([0, 1])
  expect(pagesCovering(500_000, 500_030)).toEqual([10_000])
  expect(pagesCovering(0, -1)).toEqual([0])
})
