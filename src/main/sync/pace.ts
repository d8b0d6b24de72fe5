/** Stripe's read allocation: 500 GETs a transaction over 30 days, and never less than this (docs.stripe.com/rate-limits). */
export const ALLOWANCE_FLOOR = 10_000
const READS_PER_PAYMENT = 500
const DAYS_30 = 30 * 86_400
/** Part of the allowance that polling leaves to people and to money operations. */
const RESERVE = 0.1

const LOOPBACK_INTERVAL = 3
const BUSY_INTERVAL = 30
/** 7,200 polls a month, which with an hourly look at the balance stays below the floor. */
const QUIET_INTERVAL = 360
const LONGEST_INTERVAL = 3600
const CALMING = 1.5

export function readAllowance(paymentsIn30Days: number): number {
  return Math.max(ALLOWANCE_FLOOR, READS_PER_PAYMENT * paymentsIn30Days)
}

export interface Pace {
  readonly loopback: boolean
  /** Whether the last poll found anything. */
  readonly found: boolean
  /** Whether somebody is looking. */
  readonly watched: boolean
  /** The interval before this one, seconds. */
  readonly previous: number
  readonly reads30Days: number
  readonly allowance: number
}

/** Seconds until the next poll: quick while things happen, calmer when they do not, sparing when reads run short. */
export function nextInterval({ loopback, found, watched, previous, reads30Days, allowance }: Pace): number {
  if (loopback) return LOOPBACK_INTERVAL
  const wanted = found && watched ? BUSY_INTERVAL : Math.min(QUIET_INTERVAL, previous * CALMING)
  const left = allowance * (1 - RESERVE) - reads30Days
  // While some of the allowance is left it may be spent at ten times its even rate, so that a busy hour stays quick.
  const affordable = left <= 0 ? LONGEST_INTERVAL : DAYS_30 / (left * 10)
  return Math.round(Math.min(LONGEST_INTERVAL, Math.max(wanted, affordable)))
}

/** GETs that 30 days at the present rate would cost. */
export function forecast(
  readsLastDay: number,
  reads30Days: number,
  interval: number,
  loopback: boolean,
): number {
  if (loopback) return reads30Days
  return Math.round(Math.max(reads30Days, Math.min(readsLastDay * 30, DAYS_30 / interval)))
}

/** Seconds before the next try after `failures` failures in a row. */
export function retryDelay(failures: number, loopback: boolean): number {
  return Math.min(loopback ? 3 : 60, 2 ** Math.min(failures, 6))
}

/** The same for the reading of the history: whatever stops it again and again must not use up what may be read. */
export function fillDelay(failures: number, loopback: boolean): number {
  return loopback ? retryDelay(failures, true) : Math.min(3600, 30 * 2 ** Math.min(failures, 7))
}
