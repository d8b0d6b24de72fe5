import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import { isJson, type Json } from '../store/mirror/stripe-object.ts'
import { isLoopback } from '../stripe/api-base.ts'
import { createStripe, type StripeOptions } from '../stripe/client.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { type Page, parsePage, type Query, typeOfList } from './list-page.ts'
import { ListWalks } from './list-walks.ts'
import { readCursor } from './mirror-state.ts'
import { PageSizes } from './page-size.ts'
import { mayRepeat } from './repeat.ts'

export type { Page, Query } from './list-page.ts'

/** All that the sync asks of Stripe. Failures are `CounterfoilError`s; reads are repeated while that can help. */
export interface ApiReader {
  readonly get: (path: string, query?: Query) => Promise<Json>
  readonly list: (path: string, query: Query) => Promise<Page>
  /** Stripe's clock, seconds UTC, as last heard. */
  readonly now: () => number
}

export interface ApiReaderOptions {
  readonly key: string
  readonly apiBase: string | null
  /** The connected account to read, with its platform's key. */
  readonly stripeAccount?: string | null | undefined
  readonly signal: AbortSignal
  /** Told of each request, with Stripe's clock in seconds UTC where the answer said it. */
  readonly onRead: (serverTime: number | null) => void
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const PAGE = 100
const FIRST_WAIT = 500
const LONGEST_WAIT = 20_000
/** How many reads may be under way at once: enough to fill Stripe's rate, and no storm when a key is revoked. */
const AT_ONCE = 6

function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** How servers other than Stripe say that they do not have an address, in whatever words. */
const NOT_THERE = new Set<number | null>([404, 405, 501])

function readFailure(error: unknown, loopback: boolean): CounterfoilError {
  const failure = mapStripeError(error)
  const { code, stripe } = failure.failure
  if (!loopback || code === 'offline' || stripe === null || !NOT_THERE.has(stripe.status)) return failure
  return new CounterfoilError('object_not_found', failure.message, { cause: error, stripe })
}

/** Stripe's own errors do not say what was asked for. */
function naming(failure: CounterfoilError, path: string): CounterfoilError {
  const { code, message, stripe } = failure.failure
  if (code !== 'stripe_unavailable' || message.includes(path)) return failure
  return new CounterfoilError(code, `GET ${path}: ${message}`, {
    params: { path },
    cause: failure.cause,
    ...(stripe === null ? {} : { stripe }),
  })
}

/** Lets at most `limit` works run at once, in the order they came. */
function limiter(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}

export function createApiReader(options: ApiReaderOptions): ApiReader {
  let offset = 0
  // A key that Stripe refuses is not offered again.
  let refused: CounterfoilError | null = null
  const stripeOptions: StripeOptions = {
    key: options.key,
    apiBase: options.apiBase,
    stripeAccount: options.stripeAccount,
    share: 0.75,
    onRequest: ({ serverTime }) => {
      options.onRead(serverTime)
      if (serverTime !== null) offset = serverTime - Math.floor(Date.now() / 1000)
    },
  }
  const stripe = createStripe(stripeOptions)
  const inTurn = limiter(AT_ONCE)
  const loopback = options.apiBase !== null && isLoopback(options.apiBase)
  const sizes = new PageSizes()
  const walks = new ListWalks()

  const once = async (path: string): Promise<Json> => {
    options.signal.throwIfAborted()
    if (refused !== null) throw refused
    const answer: unknown = await stripe.rawRequest('GET', path)
    if (!isJson(answer)) throw new CounterfoilError('stripe_unavailable', `GET ${path} answered no object`)
    return answer
  }

  const get = async (path: string, query: Query = {}): Promise<Json> => {
    const whole = path + queryText(query)
    for (let tries = 1; ; tries += 1) {
      try {
        return await inTurn(() => once(whole))
      } catch (error) {
        if (options.signal.aborted) throw error
        const failure = readFailure(error, loopback)
        if (failure.failure.code === 'key_invalid' || failure.failure.code === 'key_expired')
          refused = failure
        if (!mayRepeat(error, failure, tries)) throw naming(failure, path)
        const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1))
        await options.sleep(longest * (0.5 + Math.random() / 2), options.signal)
      }
    }
  }

  return {
    get,
    list: async (path, query) => {
      const page = await sizes.read(path, Number(query['limit'] ?? PAGE), async (limit) =>
        parsePage(await get(path, { ...query, limit }), { path, limit, after: query['starting_after'] }),
      )
      return walks.follow(path, query, page)
    },
    now: () => Math.floor(Date.now() / 1000) + offset,
  }
}

const UNREADABLE = new Set(['object_not_found', 'permission_missing'])

/** Whether a server has no such address, as one that knows only part of the API, or the key may not read it. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof CounterfoilError && UNREADABLE.has(error.failure.code)
}

/**
 * Null for what cannot be read; the backfill of its list says so and names the permission. Where it was read before, a
 * key that no longer may is a failure: what is held would grow old unnoticed.
 */
export async function ifThere<T>(answer: Promise<T>, readBefore = false): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (isUnreadable(error) && !(readBefore && mapStripeError(error).failure.code === 'permission_missing'))
      return null
    throw error
  }
}

export function listIfThere(
  { api, db }: { readonly api: ApiReader; readonly db: Database },
  path: string,
  query: Query,
): Promise<Page | null> {
  const { complete, denied } = readCursor(db, typeOfList(path) ?? path)
  return ifThere(api.list(path, query), complete && denied === null)
}
