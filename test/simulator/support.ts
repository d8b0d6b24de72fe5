import { Stripe } from 'stripe'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts'

export interface Bench {
  readonly simulator: Simulator
  readonly stripe: Stripe
  /** A client with another key, version or account. */
  readonly client: (key: string, config?: Stripe.StripeConfig) => Stripe
  readonly control: (method: string, path: string, body?: object) => Promise<unknown>
}

/** A clock that only moves when it is told to. */
export const stopped =
  (at: number = Math.floor(Date.now() / 1000)) =>
  () =>
    at

/** A simulator of its own, whose time stands still until it is moved, and the official client talking to it. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator({ realTime: stopped(options.now), ...options })
  const client = (key: string, config: Stripe.StripeConfig = {}): Stripe =>
    new Stripe(key, {
      host: '127.0.0.1',
      port: simulator.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...config,
    })
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${simulator.url}/_simulator/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return { simulator, stripe: client('sk_test_simulator_tests'), client, control }
}

/** The error a call ends in; fails if it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('the call succeeded')
}

/** A payment that went through. */
export const pay = (
  stripe: Stripe,
  amount = 2000,
  method = 'pm_card_visa',
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({ amount, currency: 'usd', payment_method: method, confirm: true, ...more })

/** A customer who pays with a card unless told otherwise. */
export const payingCustomer = (
  stripe: Stripe,
  more: Stripe.CustomerCreateParams = {},
  version: Stripe.RequestOptions = {},
): Promise<Stripe.Customer> =>
  stripe.customers.create(
    {
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
      ...more,
    },
    version,
  )

/** A price of so much a month, in US cents. */
export const monthlyPrice = (stripe: Stripe, amount: number): Promise<Stripe.Price> =>
  stripe.prices.create({
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval: 'month' },
    product_data: { name: 'Tea club' },
  })

export const DAY = 86_400

/** The id of a reference, expanded or not. */
export const referenceId = (reference: string | { readonly id: string } | null | undefined): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '')
