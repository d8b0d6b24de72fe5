import { lowerBound, type Seed, type Stored } from '../world/collection.ts'
import type { AccountStore } from '../world/account.ts'
import { keysOf, type Seeds, type TableName, type Tables } from '../world/tables.ts'
import { remembered } from './find.ts'

interface Past<T> {
  readonly object: T
  readonly created: number
  readonly listed: boolean
}

/** A seeded layer together with the objects a played history left behind, in order of time. */
function merge<T extends Stored>(
  below: Seed<T> | undefined,
  past: readonly Past<T>[],
  keys: (object: T) => readonly string[],
): Seed<T> {
  const lower = below?.size ?? 0
  const unlisted = new Map(past.filter((p) => !p.listed).map((p) => [p.object.id, p.object]))
  const above = past.filter((p) => p.listed)
  // Where each one comes in the merged order: after all that is not younger.
  const places = above.map(
    ({ created }, j) => j + lowerBound(lower, (i) => (below?.createdAt(i) ?? 0) > created),
  )
  const placeOf = new Map(above.map(({ object }, j) => [object.id, places[j] ?? 0]))
  const byKey = new Map<string, number[]>()
  above.forEach(({ object }, j) => {
    for (const key of keys(object)) byKey.set(key, [...(byKey.get(key) ?? []), places[j] ?? 0])
  })
  const before = (place: number) => lowerBound(places.length, (j) => (places[j] ?? 0) >= place)
  // A place is one of `above`, or of the object below that is as many places lower as there are of `above` before it.
  const up = (index: number) => index + lowerBound(places.length, (j) => (places[j] ?? 0) - j > index)
  const read = <R>(
    place: number,
    ours: (one: Past<T>) => R,
    theirs: (seed: Seed<T>, index: number) => R,
  ): R => {
    const j = before(place)
    const one = above[j]
    if (one && places[j] === place) return ours(one)
    if (!below) throw new Error(`nothing at ${place}`)
    return theirs(below, place - j)
  }
  const find = (key: string): ArrayLike<number> => {
    const ours = byKey.get(key) ?? []
    const theirs = below?.find(key) ?? []
    if (theirs.length === 0) return ours
    const out = Uint32Array.from(theirs, up)
    return ours.length === 0 ? out : Uint32Array.from([...out, ...ours]).toSorted()
  }
  return {
    size: lower + above.length,
    at: (place) =>
      read(
        place,
        ({ object }) => object,
        (seed, index) => seed.at(index),
      ),
    createdAt: (place) =>
      read(
        place,
        ({ created }) => created,
        (seed, index) => seed.createdAt(index),
      ),
    indexOf: (id) => {
      const index = placeOf.get(id) ?? below?.indexOf(id)
      return index === undefined || placeOf.has(id) ? index : up(index)
    },
    find: lower === 0 ? find : remembered(find),
    unlisted: (id) => unlisted.get(id) ?? below?.unlisted?.(id),
  }
}

/** The seeded layer of an account: `seeds`, and all that `past` holds for it. Events older than `since` are gone. */
export function mergedSeeds(seeds: Seeds, past: AccountStore, since: number): Seeds {
  const merged = <N extends TableName>(name: N): Seed<Tables[N]> => {
    const made: Past<Tables[N]>[] = [...past.table(name).made()]
    const kept = name === 'event' ? made.filter(({ created }) => created >= since) : made
    return merge(seeds[name], kept, keysOf(name))
  }
  return { ...seeds, ...Object.fromEntries(past.tableNames().map((name) => [name, merged(name)])) }
}
