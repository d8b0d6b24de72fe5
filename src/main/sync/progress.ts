import type { Database } from 'better-sqlite3'
import type { ResourceProgress } from '../../shared/features/sync/contract.ts'
import { type Cursor, readCursor } from './mirror-state.ts'

/** Milliseconds over which a rate is taken. */
const SPAN = 10_000

/** What is told about the backfill: how much of each resource is held and how fast it comes. */
export class Progress {
  readonly #cursors: Map<string, Cursor>
  readonly #recent = new Map<string, { readonly at: number; readonly objects: number }[]>()

  constructor(db: Database, names: readonly string[]) {
    this.#cursors = new Map(names.map((name) => [name, readCursor(db, name)]))
  }

  get complete(): boolean {
    return Array.from(this.#cursors.values()).every(({ complete }) => complete)
  }

  /** The first permission that the key turned out to lack. */
  get denied(): string | null {
    return Array.from(this.#cursors.values()).find(({ denied }) => denied !== null)?.denied ?? null
  }

  update(cursor: Cursor, objects: number): void {
    const now = performance.now()
    this.#cursors.set(cursor.resource, cursor)
    const recent = (this.#recent.get(cursor.resource) ?? []).filter(({ at }) => now - at < SPAN)
    this.#recent.set(cursor.resource, [...recent, { at: now, objects }])
  }

  list(): readonly ResourceProgress[] {
    return Array.from(
      this.#cursors.values(),
      ({ resource, done, reached, complete, denied, unsupported }) => ({
        resource,
        done,
        total: complete ? done : null,
        reachedBackTo: reached,
        complete,
        rowsPerSecond: complete ? 0 : this.#rate(resource),
        secondsLeft: complete ? 0 : null,
        ...(denied === null ? {} : { skipped: 'permission' as const }),
        ...(unsupported ? { skipped: 'unsupported' as const } : {}),
      }),
    )
  }

  #rate(resource: string): number {
    const recent = this.#recent.get(resource) ?? []
    const first = recent[0]
    if (first === undefined || recent.length < 2) return 0
    const seconds = (performance.now() - first.at) / 1000
    return Math.round(recent.reduce((sum, { objects }) => sum + objects, 0) / Math.max(0.1, seconds))
  }
}
