import type { Database } from 'better-sqlite3'
import type { Freshness } from '../../shared/freshness.ts'
import type { ResourceProgress } from '../../shared/features/sync/contract.ts'
import type { CarriedTable } from '../store/mirror/previous.ts'
import { BALANCE, type Cursor, readCursor } from './mirror-state.ts'

/** Milliseconds over which a rate is taken. */
const SPAN = 10_000
/** Seconds of history that must be read before it tells anything of the rest. */
const TELLING = 86_400
/** Seconds for which Stripe lists events. */
const EVENTS_KEPT = 30 * 86_400

/** How far an earlier mirror is carried over. */
export interface Carried {
  readonly resources: readonly ResourceProgress[]
  /** Of the earlier mirror where that is read meanwhile, otherwise null. */
  readonly shown: Freshness | null
}

/** The same for what an earlier mirror held. */
export function carriedProgress(tables: readonly CarriedTable[]): readonly ResourceProgress[] {
  return tables
    .filter(({ total }) => total > 0)
    .map(({ table, done, total, complete, reachedBackTo, rowsPerSecond }) => ({
      resource: table,
      done,
      total,
      estimated: false,
      reachedBackTo,
      complete,
      rowsPerSecond,
      secondsLeft: rowsPerSecond === 0 ? null : (total - done) / rowsPerSecond,
    }))
}

/** What is told about the backfill: how much of each resource is held and how fast it comes. */
export class Progress {
  readonly #db: Database
  /** No object is older; seconds UTC, null where that is not known. */
  readonly #beginning: number | null
  readonly #cursors: Map<string, Cursor>
  readonly #recent = new Map<string, { readonly at: number; readonly objects: number }[]>()

  constructor(db: Database, names: readonly string[], beginning: number | null) {
    this.#db = db
    this.#beginning = beginning
    this.#cursors = new Map(names.map((name) => [name, readCursor(db, name)]))
  }

  get complete(): boolean {
    return Array.from(this.#cursors.values()).every(({ complete }) => complete)
  }

  /** Whether events tell of what changes. */
  get follows(): boolean {
    return this.#cursors.get('event')?.unsupported !== true
  }

  /** The first permission that the key turned out to lack. */
  get denied(): string | null {
    return this.#named().find(({ denied }) => denied !== null)?.denied ?? null
  }

  /** All lists, and the balance where it is left out. */
  #named(): readonly Cursor[] {
    const balance = readCursor(this.#db, BALANCE)
    const lists = Array.from(this.#cursors.values())
    return balance.denied !== null || balance.unsupported ? [...lists, balance] : lists
  }

  update(cursor: Cursor, objects: number): void {
    const now = performance.now()
    this.#cursors.set(cursor.resource, cursor)
    const recent = (this.#recent.get(cursor.resource) ?? []).filter(({ at }) => now - at < SPAN)
    this.#recent.set(cursor.resource, [...recent, { at: now, objects }])
  }

  list(): readonly ResourceProgress[] {
    return this.#named().map(({ resource, done, reached, complete, denied, unsupported }) => {
      const rowsPerSecond = complete ? 0 : this.#rate(resource)
      const total = complete ? done : this.#estimate(resource, done, reached)
      return {
        resource,
        done,
        total,
        estimated: !complete && total !== null,
        reachedBackTo: reached,
        complete,
        rowsPerSecond,
        secondsLeft: total === null || rowsPerSecond === 0 ? null : (total - done) / rowsPerSecond,
        ...(denied === null ? {} : { skipped: 'permission' as const }),
        ...(unsupported ? { skipped: 'unsupported' as const } : {}),
      }
    })
  }

  /** As if the whole time since the beginning had been like the time that is read. */
  #estimate(resource: string, done: number, reached: number | null): number | null {
    const now = Date.now() / 1000
    const beginning = resource === 'event' ? now - EVENTS_KEPT : this.#beginning
    if (beginning === null || reached === null || now - reached < TELLING) return null
    return Math.max(done, Math.round((done * (now - beginning)) / (now - reached)))
  }

  #rate(resource: string): number {
    const recent = this.#recent.get(resource) ?? []
    const first = recent[0]
    if (first === undefined || recent.length < 2) return 0
    const seconds = (performance.now() - first.at) / 1000
    return Math.round(recent.reduce((sum, { objects }) => sum + objects, 0) / Math.max(0.1, seconds))
  }
}
