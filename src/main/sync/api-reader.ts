import { CounterfoilError } from '../../shared/errors.ts'
import { isJson, type Json, parseStripeObject, type StripeObject } from '../store/mirror/stripe-object.ts'
import { createStripe, type StripeOptions } from '../stripe/client.ts'
import { mapStripeError } from '../stripe/errors.ts'

export type Query = Readonly<Record<string, string | number | undefined>>

/** One page of a list, newest first. */
export interface Page {
  readonly objects: readonly StripeObject[]
  readonly hasMore: boolean
}

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

const TRIES = 6
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

/** `Stripe-Should-Retry` where Stripe said so, else whether the failure is one that passes. */
function mayRepeat(error: unknown, failure: CounterfoilError): boolean {
  const cause = isJson(error) && isJson(error['headers']) ? error['headers'] : {}
  const told = cause['stripe-should-retry']
  if (told === 'true') return true
  if (told === 'false') return false
  return failure.failure.code === 'rate_limited' || failure.failure.code === 'stripe_unavailable'
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
        const failure = mapStripeError(error)
        if (failure.failure.code === 'key_invalid' || failure.failure.code === 'key_expired')
          refused = failure
        if (tries >= TRIES || !mayRepeat(error, failure)) throw failure
        const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1))
        await options.sleep(longest * (0.5 + Math.random() / 2), options.signal)
      }
    }
  }

  return {
    get,
    list: async (path, query) => {
      const answer = await get(path, { limit: 100, ...query })
      const { data } = answer
      if (!Array.isArray(data))
        throw new CounterfoilError('stripe_unavailable', `GET ${path} answered no list`)
      const objects = data.map(parseStripeObject).filter((object) => object !== null)
      return { objects, hasMore: answer['has_more'] === true }
    },
    now: () => Math.floor(Date.now() / 1000) + offset,
  }
}

/** Null where the server has no such address, as one that knows only part of the API. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof CounterfoilError && error.failure.code === 'object_not_found') return null
    throw error
  }
}

export function listIfThere(
  { api }: { readonly api: ApiReader },
  path: string,
  query: Query,
): Promise<Page | null> {
  return ifThere(api.list(path, query))
}
