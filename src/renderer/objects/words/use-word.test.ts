import { expect, test } from 'vitest'
import { knownWord, readable } from './use-word.ts'

test('a value has its word in both languages', () => {
  expect(knownWord('en', 'disputeReason', 'product_not_received')).toBe('Product not received')
  expect(knownWord('zh-CN', 'disputeReason', 'product_not_received')).toBe('未收到商品')
  expect(knownWord('en', 'decline', 'insufficient_funds')).toBe('Insufficient funds')
})

test('a value that is new, or named like a property of every object, has none and stays readable', () => {
  expect(knownWord('en', 'disputeReason', 'eaten_by_bears')).toBeNull()
  expect(knownWord('en', 'status', 'constructor')).toBeNull()
  expect(readable('eaten_by_bears')).toBe('Eaten by bears')
  expect(readable('')).toBe('')
})
