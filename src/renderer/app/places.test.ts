import { expect, it } from 'vitest'
import { placeToStay } from './places.ts'

it.each([
  ['/payments', '/payments'],
  ['/payments/pi_1', '/payments'],
  ['/settings/limits', '/settings'],
  ['/bulk-refunds/7', '/bulk-refunds'],
  ['/paymentsx', '/'],
  ['/connect', '/'],
  ['/all-accounts', '/'],
  ['/', '/'],
])('after switching from %s one is at %s', (before, after) => {
  expect(placeToStay(before)).toBe(after)
})
