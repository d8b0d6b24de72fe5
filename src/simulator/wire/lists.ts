import { invalidParam, noSuch } from './errors.ts'
import type { Call } from './router.ts'
import type { Range } from './params.ts'
import type { ListQuery } from '../world/collection.ts'
import type { TableName, Tables } from '../world/tables.ts'

export interface ListEnvelope<T> {
  readonly object: 'list'
  readonly data: T[]
  readonly has_more: boolean
  readonly url: string
}

interface ListParams {
  readonly limit?: number | null
  readonly starting_after?: string | null
  readonly ending_before?: string | null
  readonly created?: Range | null
}

function readCursor(params: ListParams): {
  readonly size: number
  readonly after: string | null | undefined
  readonly before: string | null | undefined
} {
  const { limit, starting_after: after, ending_before: before } = params
  const size = limit ?? 10
  if (size < 1)
    throw invalidParam('This value must be greater than or equal to 1.', 'limit', 'parameter_invalid_integer')
  if (size > 100)
    throw invalidParam('This value must be less than or equal to 100.', 'limit', 'parameter_invalid_integer')
  if (after && before)
    throw invalidParam(
      'You may only specify one of these parameters: starting_after, ending_before.',
      'starting_after',
    )
  return { size, after, before }
}

/** Answers a list call: newest first, cursors, `created`, and the filters given. https://docs.stripe.com/api/pagination */
export function listOfTable<N extends TableName>(
  call: Call<ListParams>,
  name: N,
  filter: Pick<ListQuery<Tables[N]>, 'key' | 'where'> = {},
): ListEnvelope<Tables[N]> {
  const { created } = call.params
  const { size, after, before } = readCursor(call.params)
  const table = call.account.table(name)
  for (const [param, id] of [
    ['starting_after', after],
    ['ending_before', before],
  ] as const)
    if (id && !table.get(id)) throw noSuch(name, id, param)
  const page = table.list({
    limit: size,
    startingAfter: after ?? undefined,
    endingBefore: before ?? undefined,
    created,
    ...filter,
  })
  return { object: 'list', data: [...page.data], has_more: page.hasMore, url: call.url }
}

/** A page of what is at hand (oldest first), with cursors and `created` as `listOfTable` has them. */
export function listOfItems<T extends { readonly id: string; readonly created?: number }>(
  call: Call<ListParams>,
  items: readonly T[],
  label: string,
): ListEnvelope<T> {
  const { created } = call.params
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = created ?? {}
  const { size, after, before } = readCursor(call.params)
  const kept = items
    .filter(({ created: at = 0 }) => at > gt && at >= gte && at < lt && at <= lte)
    .toReversed()
  const index = (id: string, param: string): number => {
    const found = kept.findIndex((one) => one.id === id)
    if (found < 0) throw noSuch(label, id, param)
    return found
  }
  if (before) {
    const end = index(before, 'ending_before')
    const from = Math.max(0, end - size)
    return { object: 'list', data: kept.slice(from, end), has_more: from > 0, url: call.url }
  }
  const from = after ? index(after, 'starting_after') + 1 : 0
  return {
    object: 'list',
    data: kept.slice(from, from + size),
    has_more: from + size < kept.length,
    url: call.url,
  }
}

/** A list made of what is at hand, e.g. a charge's refunds. */
export const listOfObjects = <T>(data: readonly T[], url: string): ListEnvelope<T> => ({
  object: 'list',
  data: [...data],
  has_more: false,
  url,
})

/** The object a path or parameter names, or Stripe's 404. */
export function mustFind<N extends TableName>(
  call: Pick<Call, 'account'>,
  name: N,
  id: string,
  param = 'id',
  label: string = name,
): Tables[N] {
  const found = call.account.get(name, id)
  if (found === undefined) throw noSuch(label, id, param)
  return found
}

/** A list inside an object, which still tells how many there are: the newest ten. */
export const countedList = <T>(
  newestFirst: readonly T[],
  url: string,
): ListEnvelope<T> & { readonly total_count: number } => ({
  object: 'list',
  data: newestFirst.slice(0, 10),
  has_more: newestFirst.length > 10,
  total_count: newestFirst.length,
  url,
})
