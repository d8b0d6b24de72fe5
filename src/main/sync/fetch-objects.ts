import { CounterfoilError } from '../../shared/errors.ts'
import { isAskable, type StripeObject } from '../store/mirror/stripe-object.ts'
import type { AccountMirror } from './account-mirror.ts'
import { isUnreadable } from './api-reader.ts'
import { parseAs } from './list-page.ts'
import { withParts } from './parts.ts'
import { resourceOf } from './resources/all.ts'
import { retrievePath } from './resources/retrieve.ts'

export interface ObjectReference {
  readonly type: string
  readonly id: string
  /** Probably created about then; seconds UTC. */
  readonly since: number | null
}

export interface FetchedObjects {
  readonly objects: readonly StripeObject[]
  /** Asked for and not there any more. */
  readonly missing: readonly ObjectReference[]
  /** Its place in the order of reads; to be given to `ReadOrder.done` after writing. */
  readonly asked: number
}

/** From so many objects of one type on, lists are cheaper than single reads. */
const WORTH_A_LIST = 20
/** Objects a page must bring on average for lists to have been worth it. */
const FOUND_PER_PAGE = 10
/** Seconds by which an object may be older than the first event that names it. */
const SLACK = 60
const NOT_OFFERED = new Set<number | null>([405, 501])

/** Reads objects as the API holds them now, with as few requests as it can. */
export async function fetchObjects(
  mirror: AccountMirror,
  references: readonly ObjectReference[],
): Promise<FetchedObjects> {
  const asked = mirror.order.ask()
  try {
    const byType = Map.groupBy(references, ({ type }) => type)
    const found = new Map<string, StripeObject>()
    for (const [type, wanted] of byType) {
      if (wanted.length >= WORTH_A_LIST) await fetchByLists(mirror, type, wanted, found)
    }
    const missing: ObjectReference[] = []
    await Promise.all(
      references
        .filter(({ id }) => !found.has(id))
        .map(async (reference) => {
          const object = await fetchOne(mirror, reference)
          if (object === null) missing.push(reference)
          else if (object !== 'denied') found.set(reference.id, object)
        }),
    )
    return { objects: await withParts(mirror, Array.from(found.values())), missing, asked }
  } catch (error) {
    mirror.order.done(asked)
    throw error
  }
}

async function fetchOne(
  mirror: AccountMirror,
  { type, id }: ObjectReference,
): Promise<StripeObject | null | 'denied'> {
  const path = retrievePath(type, id)
  if (path === null || !isAskable(id)) return 'denied'
  try {
    return parseAs(await mirror.api.get(path), type) ?? 'denied'
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    const { code, stripe } = error.failure
    // A server that reads no single objects does not say that this one is gone.
    if (code === 'object_not_found') return NOT_OFFERED.has(stripe?.status ?? null) ? 'denied' : null
    if (code === 'permission_missing') return 'denied'
    throw error
  }
}

async function fetchByLists(
  mirror: AccountMirror,
  type: string,
  wanted: readonly ObjectReference[],
  found: Map<string, StripeObject>,
): Promise<void> {
  const resource = resourceOf(type)
  if (resource === undefined || resource.datedList === false) return
  const ids = new Set(wanted.map(({ id }) => id))
  const times = wanted.map((reference) => reference.since ?? 0)
  const window = { 'created[gte]': Math.min(...times) - SLACK, 'created[lte]': Math.max(...times) }
  let after: string | undefined
  while (ids.size >= WORTH_A_LIST) {
    const query = { ...resource.query, ...window, starting_after: after }
    const page = await mirror.api.list(resource.path, query).catch((error: unknown) => {
      if (isUnreadable(error)) return null
      throw error
    })
    if (page === null) return
    let hits = 0
    for (const object of page.objects) {
      if (!ids.delete(object.id)) continue
      found.set(object.id, object)
      hits += 1
    }
    after = page.last?.id
    if (!page.hasMore || after === undefined || hits < FOUND_PER_PAGE) return
  }
}
