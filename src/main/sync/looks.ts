import type { AccountMirror } from './account-mirror.ts'
import { lookAtBalance } from './balance.ts'
import { checkDrift } from './drift.ts'
import { elapsed, NEVER } from './elapsed.ts'
import { readMark } from './mirror-state.ts'
import { readAllowanceOf } from './status-parts.ts'
import { BRIEF_OVERLAP, LONG_OVERLAP, OVERLAP, pollEvents, type TailResult } from './tail.ts'
import { readUnannounced } from './unannounced.ts'

/** Seconds between looks at what has no events, where nothing else calls for one. */
const BALANCE_INTERVAL = 3600
const DEEP_INTERVAL = 600
const DAY = 86_400

/** Which looks of a poll are due: the deeper ones now and then only. */
export class Looks {
  readonly #loopback: boolean
  #balanceAt = NEVER
  #deepAt = NEVER
  #longAt = NEVER

  constructor(loopback: boolean) {
    this.#loopback = loopback
  }

  async atEvents(mirror: AccountMirror): Promise<TailResult> {
    const now = elapsed()
    const isLong = now - this.#longAt >= DAY
    const isDeep = isLong || now - this.#deepAt >= DEEP_INTERVAL
    const result = await pollEvents(mirror, isLong ? LONG_OVERLAP : isDeep ? OVERLAP : BRIEF_OVERLAP)
    if (isLong) this.#longAt = now
    if (isDeep) this.#deepAt = now
    return result
  }

  /** The balance and its transactions change without events, too; so they are looked at now and then. */
  async atBalance(mirror: AccountMirror, changed: boolean): Promise<void> {
    const now = elapsed()
    const isDue = now - this.#balanceAt >= (this.#loopback ? 0 : BALANCE_INTERVAL)
    if (!changed && !isDue) return
    await lookAtBalance(mirror)
    this.#balanceAt = now
  }

  /** Once a day: an event can be lost, and some never come. `now` is this machine's clock, seconds UTC. */
  async forDrift(mirror: AccountMirror, now: number): Promise<void> {
    const last = readMark(mirror.db, 'drift_at') ?? 0
    // A clock that was set back is not waited for.
    if (now - last < DAY && last <= now) return
    await readUnannounced(mirror)
    await checkDrift(mirror, now, readAllowanceOf(mirror.db))
  }
}
