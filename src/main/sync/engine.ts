import { asCounterfoilError, CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { storeError } from '../store/database.ts'
import { settleMirror } from '../store/mirror/open.ts'
import { mergeTextIndexes } from '../store/mirror/text-index.ts'
import { isLoopback } from '../stripe/api-base.ts'
import { type AccountMirror, type MirrorOptions, openAccountMirror } from './account-mirror.ts'
import { applyEvents, writeFetched } from './apply.ts'
import { backfill, EVENTS } from './backfill.ts'
import { showBalance, startTransactions } from './balance.ts'
import { fetchObjects, type ObjectReference } from './fetch-objects.ts'
import { Filling } from './filling.ts'
import { restartForGap } from './gap.ts'
import { GroupCommit } from './group-commit.ts'
import { Looks } from './looks.ts'
import { askAgain, readMark, writeMark } from './mirror-state.ts'
import { forecast, nextInterval, retryDelay } from './pace.ts'
import { type Carried, Progress } from './progress.ts'
import { ReadOrder } from './read-order.ts'
import { resources } from './resources/all.ts'
import { checkMode, readOwnAccount } from './own-account.ts'
import { pause } from './pause.ts'
import { driftStatus, permissionMissing, readAllowanceOf } from './status-parts.ts'
import { startTail } from './tail.ts'
import { Telling } from './telling.ts'

export interface SyncOptions extends MirrorOptions {
  readonly account: string
  readonly onStatus: (status: SyncStatus) => void
  readonly onChange: (types: readonly string[]) => void
}

/** How often a history is begun before `catchUp` gives up; every read has been repeated by then. */
const FILLS = 3

const seconds = (): number => Math.floor(Date.now() / 1000)

interface Session {
  readonly key: string
  readonly stop: AbortController
  readonly ended: Promise<void>
}

/**
 * Keeps one account's mirror equal to what Stripe holds: reads the history once, then follows events. All state is in
 * the databases, so it may be ended at any point and goes on from there.
 */
export class SyncEngine {
  readonly #options: SyncOptions
  readonly #loopback: boolean
  readonly #order = new ReadOrder()
  readonly #commits: GroupCommit
  readonly #filling: Filling
  readonly #looks: Looks
  readonly #telling = new Telling((changed) => this.#tell(changed))
  #progress: Progress
  /** While what an earlier version mirrored is carried over. */
  #carried: Carried | null = null
  #key: string | null = null
  #session: Session | null = null
  #mirror: AccountMirror | null = null
  #paused = false
  #watched = true
  /** Null until the first answer, or failure to get one. */
  #online: boolean | null = null
  #failure: Failure | null = null
  #blocked = false
  #failures = 0
  #interval = 0
  #lastAttemptAt: number | null = null
  #nextPollAt: number | null = null
  /** Whether what could not be read has been asked for again in this session. */
  #askedAgain = false
  #wake: (() => void) | null = null
  #merging: Promise<void> | null = null
  #cycle: Promise<void> = Promise.resolve()

  constructor(options: SyncOptions) {
    this.#options = options
    this.#loopback = options.apiBase !== null && isLoopback(options.apiBase)
    this.#commits = new GroupCommit(options.writer, (types) => this.#telling.changed(types))
    this.#looks = new Looks(this.#loopback)
    this.#filling = new Filling(this.#loopback, () => this.#fillEnded())
    this.#progress = this.#readProgress()
  }

  status(): SyncStatus {
    const { mirror, meter, account } = this.#options
    const totals = meter.totals()
    const denied = this.#progress.denied
    return {
      account,
      phase: this.#phase(),
      online: this.#online === true,
      freshness: this.#carried?.shown ?? {
        asOf: readMark(mirror, 'as_of'),
        complete: this.#progress.complete && readMark(mirror, 'gap_since') === null,
      },
      lastAttemptAt: this.#lastAttemptAt,
      nextPollAt: this.#nextPollAt,
      resources: this.#carried?.resources ?? this.#progress.list(),
      reads: {
        last30Days: totals.month,
        allowance: readAllowanceOf(this.#options.mirror),
        forecast30Days: forecast(totals.day, totals.month, Math.max(1, this.#interval), this.#loopback),
      },
      drift: driftStatus(mirror),
      failure: this.#failure ?? this.#filling.failure ?? (denied === null ? null : permissionMissing(denied)),
    }
  }

  /** Starts with this key, or stops where there is none. */
  async setKey(key: string | null): Promise<void> {
    if (key === this.#key && this.#session !== null) return
    await this.stop()
    this.#key = key
    this.#blocked = false
    this.#failure = null
    this.#begin()
  }

  pause(): void {
    this.#paused = true
    this.#session?.stop.abort()
    this.#session = null
    this.#telling.soon()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#begin()
  }

  /** Tells how far an earlier mirror is carried over; null once it is. */
  carrying(carried: Carried | null, changed: ReadonlySet<string>): void {
    this.#carried = carried
    this.#telling.changed(changed)
  }

  /** Tells of a failure that keeps the sync from beginning. */
  fail(error: unknown): void {
    this.#failed(error)
    this.#telling.soon()
  }

  /** Whether somebody is looking; decides how often an account at Stripe is asked. */
  setWatched(watched: boolean): void {
    this.#watched = watched
  }

  /** One poll now, or the one under way; returns when it is over, whether or not it succeeded. */
  async pollNow(): Promise<void> {
    if (this.#mirror === null || this.#session === null) return
    await this.#runCycle(this.#mirror)
    this.#wake?.()
  }

  /** Reads these objects now and writes them. Throws what went wrong. */
  async refresh(objects: readonly { readonly type: string; readonly id: string }[]): Promise<void> {
    const mirror = this.#mirror
    if (mirror === null) throw new CounterfoilError('key_missing', 'There is no key to read with')
    const references: ObjectReference[] = objects.map(({ type, id }) => ({ type, id, since: null }))
    const fetched = await fetchObjects(mirror, references)
    try {
      await mirror.commits.run(() => writeFetched(mirror, fetched))
    } finally {
      mirror.order.done(fetched.asked)
    }
  }

  async stop(): Promise<void> {
    const session = this.#session
    this.#session = null
    this.#mirror = null
    session?.stop.abort()
    await session?.ended
    await this.#filling.running
    this.#options.meter.flush()
  }

  /** Reads until nothing is missing; throws what stands in the way. */
  async catchUp(): Promise<void> {
    const mirror = this.#mirror
    if (mirror === null) throw new CounterfoilError('key_missing', 'There is no key to read with')
    await this.#runCycle(mirror)
    for (let fills = 1; this.#filling.running !== null && this.#failure === null; fills += 1) {
      await this.#filling.running
      if (this.#filling.failure !== null && fills === FILLS) break
      this.#filling.doNotWait()
      await this.#runCycle(mirror)
    }
    const failure = this.#failure ?? this.#filling.failure
    if (failure !== null) throw CounterfoilError.from(failure)
  }

  #begin(): void {
    this.#progress = this.#readProgress()
    const key = this.#key
    if (key === null || this.#paused || this.#blocked || this.#session !== null) {
      this.#telling.soon()
      return
    }
    this.#askedAgain = false
    this.#filling.reset()
    const stop = new AbortController()
    const mirror = openAccountMirror(this.#options, {
      key,
      commits: this.#commits,
      order: this.#order,
      signal: stop.signal,
    })
    this.#mirror = mirror
    this.#session = { key, stop, ended: this.#run(mirror) }
  }

  /** The life of one session: everything is tried again after a failure, except with a key that is refused. */
  async #run(mirror: AccountMirror): Promise<void> {
    while (!mirror.signal.aborted) {
      this.#telling.soon()
      await this.#runCycle(mirror)
      if (mirror.signal.aborted || this.#blocked) break
      if (this.#progress.complete) this.#mergeTextIndexes(mirror)
      const delay = this.#delay()
      this.#nextPollAt = seconds() + delay
      this.#options.meter.flush()
      this.#telling.soon()
      await this.#rest(delay * 1000, mirror.signal)
    }
    await this.#merging
    this.#nextPollAt = null
    this.#options.meter.flush()
    this.#telling.soon()
  }

  /** Goes on beside everything else, for some seconds where there are many payments. */
  #mergeTextIndexes({ db, signal }: AccountMirror): void {
    this.#merging ??= mergeTextIndexes(db, signal)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#merging = null
      })
  }

  /** Seconds until there is something to do. */
  #delay(): number {
    if (this.#failures > 0) return retryDelay(this.#failures, this.#loopback)
    const left = this.#filling.secondsLeft
    return left === null ? this.#interval : Math.min(this.#interval, Math.max(1, Math.ceil(left)))
  }

  #runCycle(mirror: AccountMirror): Promise<void> {
    const work = this.#cycle.then(() => this.#attempt(mirror))
    this.#cycle = work
    return work
  }

  async #attempt(mirror: AccountMirror): Promise<void> {
    if (mirror.signal.aborted || this.#blocked) return
    this.#lastAttemptAt = seconds()
    try {
      await this.#poll(mirror)
      this.#failures = 0
      this.#failure = null
      this.#online = true
    } catch (error) {
      if (mirror.signal.aborted) return
      this.#failed(error)
    }
  }

  async #poll(mirror: AccountMirror): Promise<void> {
    const startedAt = seconds()
    checkMode(mirror, this.#key)
    await readOwnAccount(mirror, this.#key)
    await startTail(mirror)
    await startTransactions(mirror)
    this.#answered()
    await this.#askAgain(mirror)
    const { fresh, gap } = await this.#looks.atEvents(mirror)
    if (gap) {
      // What is being read writes how far it is, and would take back what is forgotten here.
      await this.#filling.running
      await restartForGap(mirror, startedAt)
      this.#progress = this.#readProgress()
    }
    this.#fill(mirror)
    const applied = await applyEvents(mirror)
    await this.#looks.atBalance(mirror, fresh > 0 || applied.balanceChanged)
    if (this.#progress.complete) await this.#looks.forDrift(mirror, startedAt)
    await mirror.commits.run(() => {
      if (this.#progress.follows) writeMark(mirror.db, 'as_of', startedAt)
      if (this.#progress.complete) writeMark(mirror.db, 'gap_since', null)
    })
    this.#interval = nextInterval({
      loopback: this.#loopback,
      found: fresh > 0,
      watched: this.#watched,
      previous: Math.max(this.#interval, 30),
      reads30Days: this.#options.meter.totals().month,
      allowance: readAllowanceOf(this.#options.mirror),
    })
  }

  /** A key may have been given more, and a server without events is read anew: once in a session. */
  async #askAgain(mirror: AccountMirror): Promise<void> {
    if (this.#askedAgain) return
    await this.#filling.running
    await mirror.commits.run(() => askAgain(mirror.db, EVENTS.type))
    this.#askedAgain = true
    this.#progress = this.#readProgress()
  }

  /** Starts the backfill where it is not complete and not under way; polling goes on beside it. */
  #fill(mirror: AccountMirror): void {
    if (!this.#progress.complete) this.#filling.begin(() => this.#readHistory(mirror))
  }

  /** Throws what stopped it, unless nothing else will come of this session. */
  async #readHistory(mirror: AccountMirror): Promise<void> {
    const startedAt = seconds()
    try {
      await this.#backfill(mirror)
      // Elsewhere polling says so.
      if (!this.#progress.follows) await mirror.commits.run(() => writeMark(mirror.db, 'as_of', startedAt))
    } catch (error) {
      if (mirror.signal.aborted) return
      if (!isRefusal(this.#failureOf(error))) throw storeError(error, mirror.db.name)
      this.#failed(error)
    }
  }

  #fillEnded(): void {
    if (this.#progress.complete) settleMirror(this.#options.mirror)
    this.#telling.soon()
    this.#wake?.()
  }

  async #backfill(mirror: AccountMirror): Promise<void> {
    const onProgress: Parameters<typeof backfill>[2] = (cursor, objects) => {
      this.#progress.update(cursor, objects)
      this.#telling.soon()
    }
    const lanes = [...resources, EVENTS].map((resource) => backfill(mirror, resource, onProgress))
    lanes.push(showBalance(mirror))
    const results = await Promise.allSettled(lanes)
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  #answered(): void {
    this.#online = true
    this.#failure = null
    this.#telling.soon()
  }

  #failed(error: unknown): void {
    const failure = this.#failureOf(error)
    this.#failures += 1
    this.#failure = failure
    this.#online = failure.code !== 'offline'
    if (isRefusal(failure)) {
      this.#blocked = true
      this.#session?.stop.abort()
      this.#session = null
    }
  }

  /** What SQLite itself says without a file's name is about the mirror. */
  #failureOf(error: unknown): Failure {
    return asCounterfoilError(storeError(error, this.#options.mirror.name)).failure
  }

  #phase(): SyncStatus['phase'] {
    if (this.#carried !== null) return 'rebuilding'
    if (this.#blocked) return 'blocked'
    if (this.#key === null) return 'stopped'
    if (this.#paused) return 'paused'
    if (this.#online === false) return 'offline'
    return this.#progress.complete ? 'watching' : 'backfilling'
  }

  #readProgress(): Progress {
    const { mirror } = this.#options
    const types = [...resources, EVENTS].map(({ type }) => type)
    return new Progress(mirror, types, readMark(mirror, 'account_created') || null)
  }

  #tell(changed: readonly string[]): void {
    if (!this.#options.mirror.open) return
    if (changed.length > 0) this.#options.onChange(changed)
    this.#options.onStatus(this.status())
  }

  async #rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      void pause(milliseconds, signal).then(resolve, resolve)
    })
    this.#wake = null
  }
}

/** Nothing else will come of this key. */
function isRefusal({ code }: Failure): boolean {
  return code === 'key_invalid' || code === 'key_expired' || code === 'key_wrong_account'
}
