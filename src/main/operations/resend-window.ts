import type { JournalEntry } from './journal-entry.ts'
import { movedNothing } from './answers.ts'

/** Stripe may forget a key after 24 hours; a request repeated later would be a new one. Seconds. */
export const RESEND_WINDOW = 20 * 3600
/** A look-up that finds nothing proves nothing; two this far apart are for a person to judge. Seconds. */
export const MISSES_APART = 600
/** Replayed 5xx answers are stored with the key: more sends bring the same. */
const SERVER_ERRORS_BEFORE_LOOKING_ONLY = 2

/** Whether some send of this operation may have been executed: it has no answer, or one that does not tell. */
export function mayHaveRun(entry: JournalEntry): boolean {
  const harmless = new Set(
    entry.answers
      .filter((answer) => answer.send > 0 && movedNothing(answer.outcome))
      .map((answer) => answer.send),
  )
  return harmless.size < entry.sends
}

/** Whether the same request may leave again with the same key, at `now` by Stripe's clock. */
export function mayResend(entry: JournalEntry, now: number): boolean {
  const serverErrors = entry.answers.filter((answer) => answer.outcome === 'server_error').length
  if (serverErrors >= SERVER_ERRORS_BEFORE_LOOKING_ONLY) return false
  return (
    entry.firstSentAt !== null &&
    now - entry.firstSentAt < RESEND_WINDOW &&
    now >= entry.firstSentAt - RESEND_WINDOW
  )
}

/** Whether looking has failed often and long enough that only a person can judge. */
export function needsPerson(entry: JournalEntry): boolean {
  const lastSend = Math.max(
    0,
    ...entry.answers.filter((answer) => answer.send > 0).map((answer) => answer.at),
  )
  const misses = entry.answers.filter((answer) => answer.outcome === 'not_found' && answer.at >= lastSend)
  const first = misses[0]
  const last = misses.at(-1)
  return first !== undefined && last !== undefined && last.at - first.at >= MISSES_APART
}
