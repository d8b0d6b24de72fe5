import type { Api } from '../api.ts'
import type { RawHash } from '../wire/form.ts'
import { TEAS, priceIn } from './catalogue.ts'
import { person } from './people.ts'
import { draw, pick, weighted } from './random.ts'

const SEED = 7_331
const CURRENCIES = [
  ['usd', 0, 55],
  ['eur', 1, 20],
  ['gbp', 2, 15],
  ['jpy', 3, 10],
] as const
const CARDS = [
  ['pm_card_visa', 50],
  ['pm_card_mastercard', 25],
  ['pm_card_amex', 8],
  ['pm_card_unionpay', 6],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 4],
  ['pm_card_chargeDeclined', 3],
  ['pm_card_threeDSecure2Required', 2],
  ['pm_card_createDispute', 1],
] as const

/** New payments that keep coming in. */
export interface Arrivals {
  readonly start: () => void
  readonly stop: () => void
  readonly running: () => boolean
  readonly arrived: () => number
  /** Makes one payment now. */
  readonly arrive: () => void
}

/** Lets a payment arrive every 20 to 40 seconds, made through the API like any other client's. */
export function startArrivals(api: Api): Arrivals {
  let timer: NodeJS.Timeout | undefined
  let count = 0
  const post = (path: string, raw: RawHash): unknown =>
    JSON.parse(api.handle({ method: 'POST', path, raw, authorization: 'Bearer sk_test_northwind_shop' }).body)
  const arrive = (): void => {
    const n = count++
    const [currency, index] = weighted(
      CURRENCIES.map((one) => [one, one[2]] as const),
      draw(SEED, n, 1),
    )
    const [sku, title, cents] = pick(TEAS, draw(SEED, n, 2))
    const who = person(SEED, 5_000_000 + n, currency)
    const customer =
      draw(SEED, n, 3) < 0.6
        ? idIn(post('/v1/customers', { name: who.name, email: who.email, address: text(who.address) }))
        : undefined
    const order = `NT-L${String(api.world.clock.now()).slice(-7)}${n}`
    post('/v1/payment_intents', {
      amount: String(priceIn(cents, index)),
      currency,
      confirm: 'true',
      payment_method: weighted(CARDS, draw(SEED, n, 4)),
      return_url: 'https://northwindtea.example/thanks',
      description: `Order ${order}: 1 × ${title}`,
      receipt_email: who.email,
      metadata: { order_id: order, sku, channel: 'web' },
      ...(customer === undefined ? {} : { customer }),
    })
  }
  const next = (): void => {
    timer = setTimeout(
      () => {
        arrive()
        next()
      },
      20_000 + 20_000 * draw(SEED, count, 5),
    )
    timer.unref()
  }
  return {
    start: () => {
      if (timer === undefined) next()
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
    },
    running: () => timer !== undefined,
    arrived: () => count,
    arrive,
  }
}

const text = (fields: Readonly<Record<string, string | null>>): RawHash =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [[key, value]])))

const idIn = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string'
    ? answer.id
    : undefined
