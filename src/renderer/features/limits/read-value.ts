import type { Limit, LimitKind, LimitMeasure } from '../../../shared/features/limits/contract.ts'
import { limitSchema } from '../../../shared/features/limits/contract.ts'
import { type MoneyParseFailure, parseMoney } from '../../../shared/money.ts'
import { isCount, isDuration } from './limit-words.ts'

export type ValueProblem = MoneyParseFailure | 'week'

export type ReadLimit =
  | { readonly ok: true; readonly limit: Limit }
  | { readonly ok: false; readonly problem: ValueProblem }

interface Typed {
  readonly kind: LimitKind
  readonly measure: LimitMeasure
  readonly currency: string
  /** An amount, a number, or minutes; null takes the limit away. */
  readonly text: string | null
}

/** Reads what was typed as a limit: money in the currency's minor units, counts as they are, minutes as seconds. */
export function readLimit({ kind, measure, currency, text }: Typed): ReadLimit {
  const plain = isDuration(measure) || isCount(measure)
  const name = {
    kind: isDuration(measure) ? 'any' : kind,
    measure,
    currency: plain ? null : currency,
  }
  if (text === null) return { ok: true, limit: limitSchema.parse({ ...name, value: null }) }
  // Counts and minutes are whole numbers, as amounts of a currency without decimals are.
  const read = parseMoney(text, plain ? 'jpy' : currency)
  if (!read.ok) {
    const whole = plain && read.reason === 'too_many_digits'
    return { ok: false, problem: whole ? 'not_a_number' : read.reason }
  }
  const value = isDuration(measure) ? read.money.amount * 60 : read.money.amount
  const limit = limitSchema.safeParse({ ...name, value })
  return limit.success ? { ok: true, limit: limit.data } : { ok: false, problem: 'week' }
}

/** Whether `next` lets more through than what holds now; a threshold set for the first time never does. */
export function isLooser(next: Limit, held: number | null): boolean {
  const shorterIsLooser = isDuration(next.measure)
  const value = next.value
  if (shorterIsLooser) return held !== null && (value ?? 0) < held
  if (held === null) return false
  return value === null || value > held
}
