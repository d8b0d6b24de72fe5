import { expect, it } from 'vitest'
import { featuresTouchedBy } from './push.ts'

it('refreshes only what a change can show in', () => {
  expect([...featuresTouchedBy(['balance'])]).toEqual(['balances', 'overview', 'allAccounts'])
  expect(featuresTouchedBy(['balance']).has('payments')).toBe(false)
})

it('refreshes everything for a type it does not know', () => {
  expect(featuresTouchedBy(['something_new'])).toEqual(
    new Set([
      'payments',
      'refunds',
      'payouts',
      'transfers',
      'disputes',
      'balances',
      'overview',
      'allAccounts',
    ]),
  )
})
