import { expect, it } from 'vitest'
import { operationStanding } from './standing.ts'

it.each([
  ['refund', 'succeeded', 'succeeded', 'done'],
  ['refund', 'succeeded', null, 'done'],
  ['refund', 'succeeded', 'pending', 'pending'],
  ['refund', 'proved', 'requires_action', 'pending'],
  ['refund', 'proved', 'something_new', 'pending'],
  ['refund', 'succeeded', 'failed', 'back'],
  ['refund', 'succeeded', 'canceled', 'back'],
  ['refund', 'failed', 'succeeded', null],
  ['refund', 'unknown', null, null],
  ['payout', 'succeeded', 'pending', 'pending'],
  ['payout', 'succeeded', 'in_transit', 'pending'],
  ['payout', 'succeeded', 'paid', 'done'],
  ['payout', 'proved', 'failed', 'back'],
  ['payout_cancel', 'succeeded', 'canceled', 'done'],
  ['transfer', 'succeeded', 'paid', 'done'],
  ['dispute_acceptance', 'succeeded', 'lost', 'done'],
] as const)('a %s that %s with status %s stands as %s', (kind, state, resultStatus, standing) => {
  expect(operationStanding({ kind, state, resultStatus })).toBe(standing)
})
