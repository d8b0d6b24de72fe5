import { expect, it } from 'vitest'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import { byMode } from '../../lib/account-order.ts'
import { newestOf } from './newest.ts'

const profile = (
  id: string,
  mode: AccountProfile['mode'] = 'test',
  platform: string | null = null,
): AccountProfile => ({
  id,
  stripeAccount: `acct_${id}`,
  name: id,
  email: null,
  country: 'US',
  defaultCurrency: 'usd',
  mode,
  apiBase: null,
  keyKind: 'restricted',
  keyHint: null,
  keyStorage: 'session',
  keyState: 'ready',
  missingPermissions: [],
  platform,
})

const payment = (id: string, created: number): PaymentRow => ({
  id,
  charge: null,
  amount: { amount: 1, currency: 'usd' },
  amountRefunded: { amount: 0, currency: 'usd' },
  status: 'succeeded',
  rawStatus: 'succeeded',
  failureCode: null,
  created,
  customer: null,
  customerName: null,
  customerEmail: null,
  description: null,
  method: null,
})

it('merges the newest payments by time, in one order also within a second', () => {
  const [a, b] = [profile('a'), profile('b')]
  const lists = [
    { account: a, rows: [payment('pi_9', 90), payment('pi_5', 50), payment('pi_1', 10)] },
    { account: b, rows: [payment('pi_7', 70), payment('pi_6', 50)] },
  ]
  const names = (found: ReturnType<typeof newestOf>) =>
    found.map(({ account, payment: { id } }) => `${account.id} ${id}`)
  expect(names(newestOf(lists, 4))).toEqual(['a pi_9', 'b pi_7', 'b pi_6', 'a pi_5'])
  expect(names(newestOf(lists.toReversed(), 4))).toEqual(names(newestOf(lists, 4)))
  expect(newestOf(lists, 50)).toHaveLength(5)
})

it('groups accounts by mode, real money first, connected ones below their platform', () => {
  const profiles = [
    profile('demo', 'demo'),
    profile('seller', 'test', 'shop'),
    profile('other'),
    profile('shop'),
    profile('bank', 'live'),
  ]
  expect(byMode(profiles).map(({ mode, accounts }) => [mode, accounts.map(({ id }) => id)])).toEqual([
    ['live', ['bank']],
    ['test', ['other', 'shop', 'seller']],
    ['demo', ['demo']],
  ])
})
