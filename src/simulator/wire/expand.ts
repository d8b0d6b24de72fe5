import { invalidRequest } from './errors.ts'
import { isJson, type Json } from './versions.ts'
import type { AccountStore } from '../world/account.ts'
import { type TableName, tableOfId } from '../world/tables.ts'
import type { World } from '../world/world.ts'

/** Parts that an object has only when they are asked for, e.g. a charge's `refunds`: by type, then by field. */
export type Includable = Readonly<
  Record<string, Readonly<Record<string, (object: Json, account: AccountStore) => unknown>>>
>

const MAX_DEPTH = 4

/** Where an expansion looks. */
interface Reach {
  readonly account: AccountStore
  readonly world: World
  readonly parts: Includable
  /** Throws if the key may not read what is in a table. */
  readonly permit: (table: TableName) => void
}

/** Replaces ids by objects along each dotted path. `root` is changed. https://docs.stripe.com/api/expanding_objects */
export function expand(root: Json, paths: readonly string[], reach: Reach): void {
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length - (steps[0] === 'data' ? 1 : 0) > MAX_DEPTH)
      throw invalidRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
        { param: 'expand' },
      )
    walk(root, steps, path, reach)
  }
}

function walk(at: Json, steps: readonly string[], path: string, reach: Reach): void {
  const [step, ...rest] = steps
  if (step === undefined) return
  const made = typeof at['object'] === 'string' ? reach.parts[at['object']]?.[step] : undefined
  if (at[step] === undefined && made) at[step] = structuredClone(made(at, reach.account))
  else if (typeof at[step] === 'string')
    at[step] = resolve(at[step], BY_FIELD[step] ?? tableOfId(at[step]), reach) ?? refuse(path, at)
  else if (isReferences(at[step]))
    at[step] = at[step].map((id) => resolve(id, tableOfId(id), reach) ?? refuse(path, at))
  else if (isPlain(at[step]) && at['object'] !== 'search_result') refuse(path, at)
  else if (at[step] === undefined && rest.length === 0) refuse(path, at)
  const next = at[step]
  // Some parts are missing inside a hash that is no object of its own, e.g. `amount_details.line_items`.
  const name = rest[0]
  const inner =
    name !== undefined && typeof at['object'] === 'string'
      ? reach.parts[at['object']]?.[`${step}.${name}`]
      : undefined
  if (inner && name !== undefined && isJson(next) && next[name] === undefined)
    next[name] = structuredClone(inner(at, reach.account))
  for (const item of Array.isArray(next) ? next : [next]) if (isJson(item)) walk(item, rest, path, reach)
}

// A search has counted by the time its `total_count` is asked for here.
const isPlain = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean'

/** Ids of these may be anything that the shop chose. */
const BY_FIELD: Readonly<Record<string, TableName>> = { coupon: 'coupon', product: 'product' }

// Of a list of ids every one is expanded, e.g. a subscription's discounts.
const isReferences = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')

function resolve(id: string, table: TableName | undefined, reach: Reach): Json | undefined {
  const { account, world, permit } = reach
  if (table === undefined) return undefined
  permit(table)
  const found =
    account.get(table, id) ?? world.accounts.get(id)?.get('account', id) ?? elsewhere(table, id, world)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a clone of a stored object is plain JSON
  return found === undefined ? undefined : (structuredClone(found) as unknown as Json)
}

/**
 * What a reference names on another account: a transfer's `destination_payment` on the connected one, the
 * `application_fee` of a charge there on the platform. The platform's key sees both.
 */
function elsewhere(table: TableName, id: string, world: World): object | undefined {
  for (const store of world.accounts.values()) {
    const found = store.get(table, id)
    if (found) return found
  }
  return undefined
}

function refuse(path: string, at: Json): never {
  const hint =
    at['object'] === 'list' && !path.startsWith('data')
      ? ` You may want to try expanding 'data.${path}' instead.`
      : ''
  throw invalidRequest(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' })
}
