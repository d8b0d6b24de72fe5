import { invalidParam, invalidRequest } from '../wire/errors.ts'
import { integer, listOf, type Range, required, text } from '../wire/params.ts'
import { type Call, type Resource, type Route, route } from '../wire/router.ts'
import { isBefore } from '../wire/versions.ts'
import type { Searchable } from '../search/fields.ts'
import { matcherOf } from '../search/match.ts'
import { type Operator, parseQuery, type Query } from '../search/query.ts'

interface SearchParams {
  readonly query: string
  readonly limit?: number | null
  readonly page?: string | null
  readonly expand?: readonly string[] | null
}

/** The next page begins after this object. The query is part of the cursor, so that one fits no other query. */
const cursorOf = (query: string, last: string): string =>
  Buffer.from(JSON.stringify([query, last])).toString('base64url')

function startOf(query: string, page: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(page, 'base64url').toString('utf8'))
    if (Array.isArray(read) && read[0] === query && typeof read[1] === 'string') return read[1]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw invalidParam('Invalid page token: use the `next_page` of an answer to the same query.', 'page')
}

/** What spares a look at every object: one customer's, one address's, a time. */
function narrowed(
  { clauses, join }: Query,
  { now, world }: Call,
): { readonly key?: string; readonly created: Range } {
  // What is newer than the delay is not in the index yet.
  const indexed = world.searchDelay > 0 ? { lte: now - world.searchDelay } : {}
  if (join === 'OR') return { created: indexed }
  const plain = clauses.filter(({ negated, value }) => !negated && value !== null)
  const bound = (operator: Operator) =>
    plain.find((one) => one.field === 'created' && one.operator === operator)?.value
  const [gt, gte, lt] = [bound('>'), bound('>='), bound('<')]
  const named = plain.find(
    ({ field, operator }) => operator === ':' && (field === 'customer' || field === 'email'),
  )
  const value = named?.value ?? ''
  return {
    ...(named ? { key: `${named.field}:${named.field === 'email' ? value.toLowerCase() : value}` } : {}),
    created: {
      ...indexed,
      ...(gt ? { gt: Number(gt) } : {}),
      ...(gte ? { gte: Number(gte) } : {}),
      ...(lt ? { lt: Number(lt) } : {}),
    },
  }
}

function search(call: Call<SearchParams>, type: Searchable): object {
  const { query, limit, page } = call.params
  if (isBefore(call.version, '2020-08-27'))
    throw invalidRequest('The search API needs the API version 2020-08-27 or newer.', {})
  const size = limit ?? 10
  if (size < 1 || size > 100)
    throw invalidParam('This value must be between 1 and 100.', 'limit', 'parameter_invalid_integer')
  const parsed = parseQuery(query)
  const filter = { ...narrowed(parsed, call), where: matcherOf(type, parsed) }
  const table = call.account.table(type)
  const found = table.list({
    ...filter,
    limit: size,
    startingAfter: page ? startOf(query, page) : undefined,
  })
  const last = found.data.at(-1)
  return {
    object: 'search_result',
    ...(call.params.expand?.includes('total_count')
      ? { total_count: table.list({ ...filter, limit: Infinity }).data.length }
      : {}),
    data: found.data,
    has_more: found.hasMore,
    next_page: found.hasMore && last ? cursorOf(query, last.id) : null,
    url: call.url,
  }
}

const searchRoute = (path: string, type: Searchable): Route =>
  route(
    'GET',
    `/v1/${path}/search`,
    { query: required(text({ max: 10_000 })), limit: integer(), page: text(), expand: listOf(text()) },
    (call) => search(call, type),
  )

/** https://docs.stripe.com/search */
export const searches: Resource = {
  routes: [
    searchRoute('charges', 'charge'),
    searchRoute('customers', 'customer'),
    searchRoute('invoices', 'invoice'),
    searchRoute('payment_intents', 'payment_intent'),
    searchRoute('prices', 'price'),
    searchRoute('products', 'product'),
    searchRoute('subscriptions', 'subscription'),
  ],
}
