import { expect, it } from 'vitest'
import type { LimitChange, LimitsState } from '../../../shared/features/limits/contract.ts'
import { thresholdsOf } from './thresholds.ts'

function change(id: number, limit: LimitChange['limit']): LimitChange {
  return { id, limit, requestedAt: 0, effectiveAt: 0, operator: 'Ana', approver: null }
}

const state: LimitsState = {
  active: [
    change(1, { kind: 'any', measure: 'typed_above', currency: 'usd', value: 50_000 }),
    change(2, { kind: 'refund', measure: 'typed_above', currency: 'usd', value: 10_000 }),
    change(3, { kind: 'payout', measure: 'hold_above', currency: 'usd', value: 20_000 }),
  ],
  pending: [],
  holdSeconds: 600,
  raiseDelaySeconds: 86_400,
}
const usd = (amount: number) => ({ amount, currency: 'usd' })

it('is the lowest threshold an amount is above', () => {
  expect(thresholdsOf(state, 'refund', usd(60_000)).typed).toEqual(usd(10_000))
  expect(thresholdsOf(state, 'payout', usd(60_000)).typed).toEqual(usd(50_000))
  expect(thresholdsOf(state, 'payout', usd(20_001)).hold).toEqual(usd(20_000))
})

it('is none at the threshold, in another currency, for another kind or where no money leaves', () => {
  expect(thresholdsOf(state, 'refund', usd(10_000)).typed).toBeNull()
  expect(thresholdsOf(state, 'refund', { amount: 60_000, currency: 'jpy' }).typed).toBeNull()
  expect(thresholdsOf(state, 'transfer', usd(30_000)).hold).toBeNull()
  expect(thresholdsOf(state, 'capture', usd(60_000)).typed).toBeNull()
})
