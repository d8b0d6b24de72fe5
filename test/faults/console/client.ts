import { createStripe as productClient, type StripeOptions } from '../../../src/main/stripe/client.ts'
import { RateGate, unlimited } from '../../../src/main/stripe/rate-gate.ts'

/** Milliseconds until an answer is given up; shorter than the faults that hold one back. */
export const PATIENCE = 400

/** The product's client, which gives up sooner and does not wait after a 429. */
export function createStripe(options: StripeOptions): ReturnType<typeof productClient> {
  return productClient({
    ...options,
    timeout: PATIENCE,
    gate: new RateGate(unlimited, { now: () => performance.now(), sleep: () => Promise.resolve() }),
  })
}
