import type { Database } from 'better-sqlite3'
import { setMeta } from './open.ts'

export interface ObjectName {
  readonly type: string
  readonly id: string
}

/** In `meta`, for each of them its type; all go when everything is carried over. */
const NEWER = 'carrying_newer_'

/** The objects that were read from Stripe while an earlier mirror is carried over: what that holds of them is older. */
export class NewerObjects {
  readonly #mirror: Database
  readonly #types: Map<string, string>

  constructor(mirror: Database) {
    this.#mirror = mirror
    const noted = mirror
      .prepare<[string], { key: string; value: string }>('SELECT key, value FROM meta WHERE key GLOB ?')
      .all(`${NEWER}*`)
    this.#types = new Map(noted.map(({ key, value }) => [key.slice(NEWER.length), value]))
  }

  /** In the transaction that writes them. */
  note(objects: readonly ObjectName[]): void {
    for (const { type, id } of objects) setMeta(this.#mirror, NEWER + id, type)
  }

  /** Once that is committed. */
  keep(objects: readonly ObjectName[]): void {
    for (const { type, id } of objects) this.#types.set(id, type)
  }

  has(id: string): boolean {
    return this.#types.has(id)
  }

  all(): readonly ObjectName[] {
    return Array.from(this.#types, ([id, type]) => ({ type, id }))
  }
}
