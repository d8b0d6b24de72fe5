import type { CounterfoilError, ErrorCode } from '../../shared/errors.ts'
import { mapStripeError } from '../stripe/errors.ts'
import type { JournalEntry } from './journal-entry.ts'
import { keyBase } from './key.ts'
import { lookAtStripe } from './looker.ts'
import { type OperationRecord, isOpen } from './operation-record.ts'
import { RESEND_WINDOW, needsPerson } from './resend-window.ts'
import { sendOperation } from './sender.ts'

/** Failures to read that say nothing about the object; the operation waits for better times. */
const PASSING = new Set<ErrorCode>([
  'offline',
  'rate_limited',
  'stripe_unavailable',
  'key_missing',
  'key_invalid',
  'key_expired',
  'permission_missing',
])

/** Brings an open operation as far as it can be brought now; returns what stood in the way. */
export async function resolveOperation(
  record: OperationRecord,
  id: string,
): Promise<CounterfoilError | null> {
  const entry = record.entry(id)
  if (!isOpen(entry)) return null
  if (entry.state === 'intent') return await sendIntent(record, entry)
  const looked = await lookAtStripe(record, id)
  if (looked.found !== null) return null
  if (looked.failure !== null) return looked.failure
  const missed = record.entry(id)
  if (missed.state === 'needs_person') return null
  if (record.mayResend(missed)) {
    const failure = await sendOperation(record, id)
    return isOpen(record.entry(id)) ? failure : null
  }
  if (needsPerson(missed)) record.settle(id, 'needs_person')
  else if (missed.state === 'sending') record.settle(id, 'unknown')
  return null
}

/** An intent that never left is sent late only if nothing has changed since the operator decided. */
async function sendIntent(record: OperationRecord, entry: JournalEntry): Promise<CounterfoilError | null> {
  if (record.givenUp.has(entry.id)) {
    record.settle(entry.id, 'abandoned')
    return null
  }
  const now = record.now()
  try {
    const wanted = { amount: entry.amount, now }
    const { state } = await record.bound(entry).guard(record.options.stripe(), wanted)
    const base = keyBase(record.options, entry.kind, state)
    if (now - entry.createdAt >= RESEND_WINDOW || !entry.idempotencyKey.startsWith(`${base}_`)) {
      record.settle(entry.id, 'abandoned')
      return null
    }
  } catch (error) {
    const failure = mapStripeError(error)
    if (PASSING.has(failure.failure.code)) return failure
    record.settle(entry.id, 'abandoned')
    return null
  }
  await sendOperation(record, entry.id)
  return null
}
