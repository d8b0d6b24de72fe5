import type { Range } from '../wire/params.ts'

/** Objects that are made from their index on demand, oldest first. */
export interface Seed<T> {
  readonly size: number
  readonly at: (index: number) => T
  /** Seconds UTC; never falls as the index rises. */
  readonly createdAt: (index: number) => number
  readonly indexOf: (id: string) => number | undefined
  /** Indexes, rising, of the objects that carry this key (see `Collection.keys`). */
  readonly find: (key: string) => ArrayLike<number>
  /** Objects that can be retrieved but are in no list, e.g. the payment method of a guest. */
  readonly unlisted?: (id: string) => T | undefined
}

export interface Stored {
  readonly id: string
}

export interface ListQuery<T> {
  readonly limit: number
  readonly startingAfter?: string | undefined
  readonly endingBefore?: string | undefined
  readonly created?: Range | null | undefined
  /** Restricts to the objects carrying this key, found without a scan. */
  readonly key?: string | undefined
  readonly where?: ((object: T) => boolean) | undefined
}

export interface Page<T> {
  readonly data: readonly T[]
  readonly hasMore: boolean
}

/**
 * One type of object of one account: a seeded layer below, what was created or changed above it.
 * Position is age: seeded objects first, then created ones in the order they came, so that lists (newest first) and
 * cursors need no sorting. Objects are never changed in place; `put` replaces them.
 */
export class Collection<T extends Stored> {
  private readonly seed: Seed<T> | undefined
  private readonly keys: (object: T) => readonly string[]
  private readonly seeded: number
  private readonly changed = new Map<number, T>()
  private readonly hidden = new Set<number>()
  private readonly positions = new Map<string, number>()
  private readonly created: number[] = []
  private readonly byKey = new Map<string, Set<number>>()
  private readonly extras = new Map<string, T>()

  constructor(keys: (object: T) => readonly string[], seed?: Seed<T>) {
    this.keys = keys
    this.seed = seed
    this.seeded = seed?.size ?? 0
  }

  get size(): number {
    return this.seeded + this.created.length
  }

  get(id: string): T | undefined {
    const position = this.position(id)
    return position === undefined ? (this.extras.get(id) ?? this.seed?.unlisted?.(id)) : this.at(position)
  }

  /** Adds or replaces. `created` (seconds UTC) must not be before that of the newest object. */
  put(object: T, created: number): void {
    let position = this.position(object.id)
    if (position === undefined && this.seed?.unlisted?.(object.id) !== undefined) {
      this.extras.set(object.id, object)
      return
    }
    if (position === undefined) {
      position = this.size
      this.created.push(created)
      this.positions.set(object.id, position)
    }
    this.changed.set(position, object)
    this.hidden.delete(position)
    for (const key of this.keys(object)) {
      const found = this.byKey.get(key)
      if (found) found.add(position)
      else this.byKey.set(key, new Set([position]))
    }
  }

  /** Takes away what was created here; it cannot be retrieved any more. Seeded objects only leave the lists. */
  remove(id: string): void {
    this.hide(id)
    const position = this.positions.get(id)
    if (position !== undefined) for (const found of this.byKey.values()) found.delete(position)
    this.positions.delete(id)
    this.extras.delete(id)
  }

  /** Takes it out of every list; it stays retrievable. */
  hide(id: string): void {
    const position = this.position(id)
    if (position !== undefined) this.hidden.add(position)
  }

  /** Whether lists show it: it is there and not hidden. */
  isListed(id: string): boolean {
    const position = this.position(id)
    return position !== undefined && !this.hidden.has(position)
  }

  /** The listed objects carrying a key, oldest first. */
  find(key: string): readonly T[] {
    const at = Array.from(this.keyed(key)).filter((position) => !this.hidden.has(position))
    return at.map((position) => this.at(position)).filter((o) => this.keys(o).includes(key))
  }

  /** What was created here, hidden or not, oldest first. */
  *made(): Generator<{ readonly object: T; readonly created: number; readonly listed: boolean }> {
    for (let i = this.seeded; i < this.size; i++)
      yield { object: this.at(i), created: this.createdAt(i), listed: !this.hidden.has(i) }
  }

  /** Every listed object, oldest first. */
  *values(): Generator<T> {
    for (let i = 0; i < this.size; i++) if (!this.hidden.has(i)) yield this.at(i)
  }

  list(query: ListQuery<T>): Page<T> {
    const positions = query.key === undefined ? undefined : this.keyed(query.key)
    const total = positions?.length ?? this.size
    const position = (i: number) => (positions ? (positions[i] ?? 0) : i)
    // First index whose position is at or after `at` (rank of a position within the candidates).
    const rank = (at: number) => lowerBound(total, (i) => position(i) >= at)
    const times = (bound: (created: number) => boolean) =>
      lowerBound(total, (i) => bound(this.createdAt(position(i))))
    const { gt, gte, lt, lte } = query.created ?? {}
    const from = Math.max(
      gt === undefined ? 0 : times((t) => t > gt),
      gte === undefined ? 0 : times((t) => t >= gte),
    )
    const to = Math.min(
      lt === undefined ? total : times((t) => t >= lt),
      lte === undefined ? total : times((t) => t > lte),
    )
    const accept = (i: number): T | undefined => {
      const at = position(i)
      if (this.hidden.has(at)) return undefined
      const object = this.at(at)
      if (query.key !== undefined && this.changed.has(at) && !this.keys(object).includes(query.key))
        return undefined
      return query.where && !query.where(object) ? undefined : object
    }
    const data: T[] = []
    if (query.endingBefore !== undefined) {
      const cursor = this.position(query.endingBefore) ?? this.size
      for (let i = Math.max(from, rank(cursor + 1)); i < to && data.length <= query.limit; i++)
        push(data, accept(i))
      const hasMore = data.length > query.limit
      return { data: data.slice(0, query.limit).toReversed(), hasMore }
    }
    const end =
      query.startingAfter === undefined ? to : Math.min(to, rank(this.position(query.startingAfter) ?? 0))
    for (let i = end - 1; i >= from && data.length <= query.limit; i--) push(data, accept(i))
    return { data: data.slice(0, query.limit), hasMore: data.length > query.limit }
  }

  private position(id: string): number | undefined {
    return this.positions.get(id) ?? this.seed?.indexOf(id)
  }

  private at(position: number): T {
    const object = this.changed.get(position) ?? this.seed?.at(position)
    if (object === undefined) throw new Error(`no object at position ${position}`)
    return object
  }

  private createdAt(position: number): number {
    return position < this.seeded
      ? (this.seed?.createdAt(position) ?? 0)
      : (this.created[position - this.seeded] ?? 0)
  }

  private keyed(key: string): ArrayLike<number> {
    const below = this.seed?.find(key)
    const above = this.byKey.get(key)
    if (!above) return below ?? []
    if (!below || below.length === 0) return [...above].toSorted((a, b) => a - b)
    return [...new Set([...Array.from(below), ...above])].toSorted((a, b) => a - b)
  }
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

/** The first index in 0..n for which `holds` is true, given that it is false before and true after. */
export function lowerBound(n: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = n
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
