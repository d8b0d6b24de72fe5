import { CounterfoilError } from '../../shared/errors.ts'
import { eventTable } from '../store/archive/events.ts'
import {
  integer,
  isJson,
  type Json,
  parseStripeObject,
  type StripeObject,
} from '../store/mirror/stripe-object.ts'
import { keptTime } from '../store/mirror/time-key.ts'
import { resources } from './resources/all.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

/** One page of a list, newest first. */
export interface Page {
  readonly objects: readonly StripeObject[]
  readonly hasMore: boolean
  /** Where the next page goes on: the last that has an id, also where the object itself was left out; null of none. */
  readonly last: { readonly id: string; readonly created: number | null } | null
}

/** What was asked for. */
export interface PageQuery {
  readonly path: string
  readonly limit: number
  readonly after: Query[string]
}

const EVENTS_PATH = '/v1/events'
const byPath = new Map(resources.map((resource) => [resource.path, resource]))

export function listsEvents(path: string): boolean {
  return path === EVENTS_PATH
}

/** What a list holds, by its address; null where that may be of several types or is not known. */
export function typeOfList(path: string): string | null {
  if (listsEvents(path)) return eventTable.type
  const listed = byPath.get(path)?.type
  if (listed !== undefined) return listed
  const [, whole = '', field] = /^(.+)\/[^/]+\/([^/]+)$/.exec(path) ?? []
  const types = byPath.get(whole)?.parts?.find((parts) => parts.field === field)?.types ?? []
  return types.length === 1 ? (types[0] ?? null) : null
}

/** The object, of this type where it names none itself; null for what has no id. */
export function parseAs(value: unknown, type: string | null): StripeObject | null {
  const unnamed = isJson(value) && (typeof value['object'] !== 'string' || value['object'] === '')
  return parseStripeObject(unnamed && type !== null ? { ...value, object: type } : value)
}

/** Null also for an id that no address can hold: what comes after the one before it is asked for instead. */
function idOf(value: unknown): string | null {
  const id = isJson(value) ? value['id'] : null
  return typeof id === 'string' && id !== '' && id.isWellFormed() ? id : null
}

/** Whether the page goes back to what it should come after; some servers begin with that very object. */
function goesBack(ids: readonly string[], after: Query[string]): boolean {
  const place = ids.indexOf(String(after))
  return place > 0 || (place === 0 && ids.length === 1)
}

/** The server's answers are not those of a list. */
export function unusable(path: string, found: string): CounterfoilError {
  return new CounterfoilError('stripe_unavailable', `GET ${path} ${found}`, { params: { path } })
}

/** Where a server does not say whether there is more, a full page means that there may be. */
export function parsePage(answer: Json, { path, limit, after }: PageQuery): Page {
  const { data, has_more: told } = answer
  if (!Array.isArray(data)) throw unusable(path, 'answered no list')
  const type = typeOfList(path)
  const items: readonly unknown[] = data
  const objects = items.map((item) => parseAs(item, type)).filter((object) => object !== null)
  const ids = items.map(idOf).filter((id) => id !== null)
  const id = ids.at(-1)
  const created = integer(items.findLast(idOf), 'created')
  const last = id === undefined ? null : { id, created: created === null ? null : keptTime(created) }
  const back = after !== undefined && goesBack(ids, after)
  if (back && told === true) {
    throw unusable(path, `does not go on after ${after}`)
  }
  return { objects, hasMore: typeof told === 'boolean' ? told : items.length >= limit && !back, last }
}
