import type { CounterfoilError } from '../../shared/errors.ts'
import { type Outcome, decide } from './answers.ts'
import type { Change } from './journal.ts'
import { lookAtStripe } from './looker.ts'
import type { OperationRecord } from './operation-record.ts'
import { mayHaveRun } from './resend-window.ts'
import { sendOnce } from './send-once.ts'

/** Pauses before the same request is sent again, milliseconds. */
const WAITS = [500, 1000, 2000, 4000]

/** Sends until there is an answer that means something; returns Stripe's refusal, if that is what it was. */
export async function sendOperation(record: OperationRecord, id: string): Promise<CounterfoilError | null> {
  const { journal, checkpoint, onTouched, stripe: client } = record.options
  for (let round = 0; ; round += 1) {
    const entry = record.entry(id)
    // A computer may have slept for days during the pause before.
    if (round > 0 && !record.mayResend(entry)) {
      record.settle(id, mayHaveRun(entry) ? 'unknown' : 'failed')
      return null
    }
    const bound = record.bound(entry)
    const ranBefore = mayHaveRun(entry)
    const stripe = client()
    journal.sending(id, record.now())
    record.tell(id)
    checkpoint?.('sending')
    const { answer, result, failure } = await sendOnce(bound, stripe, entry.idempotencyKey)
    checkpoint?.('answered')
    const journalled = (change: Change): void =>
      record.answered(id, { ...answer, send: entry.sends + 1 }, change)
    switch (decide(answer.outcome, ranBefore)) {
      case 'done':
        journalled({ state: 'succeeded', settledAt: record.now(), ...(result === null ? {} : { result }) })
        onTouched(bound.touched(result))
        return null
      case 'settle':
        journalled({ state: 'failed', settledAt: record.now() })
        return failure
      case 'unknown':
        journalled({ state: 'unknown' })
        return failure
      case 'look_up':
        journalled({ state: 'unknown' })
        await lookAfter(record, id, answer.outcome, ranBefore)
        return failure
      case 'wait': {
        const pause = WAITS[round]
        if (pause === undefined) {
          const isOpen = ranBefore || answer.outcome === 'key_in_use'
          journalled(isOpen ? { state: 'unknown' } : { state: 'failed', settledAt: record.now() })
          return failure
        }
        journalled({ state: 'sending' })
        await wait(record, pause)
        break
      }
    }
  }
}

/** Settles what only looking can tell: a rejection, a mismatch or a repeated server error. */
async function lookAfter(
  record: OperationRecord,
  id: string,
  outcome: Outcome,
  ranBefore: boolean,
): Promise<void> {
  const looked = await lookAtStripe(record, id)
  if (looked.found !== null || looked.failure !== null) return
  if (outcome === 'rejected') record.settle(id, 'failed')
  // The key stands for the state acted on: at a first send, somebody else's request holds it and ours never ran.
  else if (outcome === 'key_mismatch') record.settle(id, ranBefore ? 'needs_person' : 'absent')
}

function wait({ options }: OperationRecord, milliseconds: number): Promise<void> {
  return options.sleep?.(milliseconds) ?? new Promise((resolve) => setTimeout(resolve, milliseconds))
}
