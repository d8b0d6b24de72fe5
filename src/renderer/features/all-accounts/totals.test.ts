import { expect, it } from 'vitest'
import type {
  AccountStanding,
  Attention,
  CurrencyStanding,
} from '../../../shared/features/all-accounts/contract.ts'
import { attentionTogether, oldestOf, totalsOf } from './totals.ts'

const NOTHING: Attention = {
  disputesOpen: 0,
  disputesToAnswer: 0,
  payoutsFailed: 0,
  operationsUnknown: 0,
  operationsNeedPerson: 0,
  operationsHeld: 0,
  operationsToApprove: 0,
}

/** Figures that can be told apart: each is a multiple of `unit`. */
function standing(
  currency: string,
  unit: number,
  without: 'balance' | 'net' | null = null,
): CurrencyStanding {
  const money = (times: number) => ({ amount: times * unit, currency })
  const volume = (times: number) => ({
    gross: money(times),
    refunds: money(times + 1),
    net: without === 'net' ? null : money(times + 2),
  })
  return {
    currency,
    balance: without === 'balance' ? null : { available: money(1), pending: money(2) },
    volumes: { today: volume(10), last7: volume(20), last30: volume(30) },
  }
}

const account = (
  currencies: readonly CurrencyStanding[],
  asOf: number | null = 100,
  attention: Partial<Attention> = {},
): AccountStanding => ({
  currencies,
  attention: { ...NOTHING, ...attention },
  freshness: { asOf, complete: true },
})

it('adds each figure of a currency, and never one currency to another', () => {
  const [a, b] = [account([standing('usd', 1), standing('jpy', 7)]), account([standing('usd', 100)])]
  expect(totalsOf([a, b])).toEqual([standing('usd', 101), standing('jpy', 7)])
  expect(totalsOf([a])).toEqual(a.currencies)
  expect(totalsOf([])).toEqual([])
})

it('takes a currency that an account does not hold for nothing, and says so where nobody holds it', () => {
  const [held, not] = [account([standing('usd', 5)]), account([standing('usd', 1, 'balance')])]
  expect(totalsOf([held, not])[0]?.balance).toEqual(standing('usd', 5).balance)
  expect(totalsOf([not, held])[0]?.balance).toEqual(standing('usd', 5).balance)
  expect(totalsOf([not, not])[0]?.balance).toBeNull()
})

it('states no net where that of one account cannot be stated', () => {
  const [total] = totalsOf([account([standing('usd', 1)]), account([standing('usd', 1, 'net')])])
  expect(total?.volumes.today).toEqual({
    gross: { amount: 20, currency: 'usd' },
    refunds: { amount: 22, currency: 'usd' },
    net: null,
  })
})

it('counts what waits in all of them, each kind by itself', () => {
  const waiting = [
    account([], 1, { disputesOpen: 2, disputesToAnswer: 1 }),
    account([], 1, { disputesOpen: 3, operationsHeld: 4 }),
  ]
  expect(attentionTogether(waiting)).toEqual({
    ...NOTHING,
    disputesOpen: 5,
    disputesToAnswer: 1,
    operationsHeld: 4,
  })
})

it('is as old as the oldest, and has no age where one was never read', () => {
  expect(oldestOf([account([], 300), account([], 200)]).asOf).toBe(200)
  expect(oldestOf([account([], 300), account([], null)]).asOf).toBeNull()
  expect(oldestOf([])).toEqual({ asOf: null, complete: true })
  const filling = { ...account([], 300), freshness: { asOf: 300, complete: false } }
  expect(oldestOf([account([], 300), filling]).complete).toBe(false)
})
