import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Stripe } from 'stripe'
import { Journal } from '../../../src/main/operations/journal.ts'
import { operationKindTable } from '../../../src/main/operations/kinds.ts'
import { OperationsRunner } from '../../../src/main/operations/runner.ts'
import type { RunnerOptions } from '../../../src/main/operations/operation-record.ts'
import { ServerClock } from '../../../src/main/operations/server-clock.ts'
import { openLedger } from '../../../src/main/store/ledger/open.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'
import { RateGate, unlimited } from '../../../src/main/stripe/rate-gate.ts'
import type { FaultKind } from '../../../src/simulator/faults.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts'

export const KEY = 'sk_test_runner'

/** A journal in a folder of its own, as one running console holds it. */
export interface Console {
  readonly runner: OperationsRunner
  readonly ledger: Database.Database
  readonly clock: ServerClock
  readonly touched: string[]
  close: () => void
}

export interface World {
  readonly simulator: Simulator
  /** Unfaulted eyes on what really happened. */
  readonly stripe: Stripe
  /** Opens a console on `folder`, by default a new one, that gives an answer up after `timeout` milliseconds. */
  readonly console: (folder?: string, options?: Partial<RunnerOptions>, timeout?: number) => Console
  readonly folder: () => string
  readonly pay: (amount?: number, currency?: string, method?: string) => Promise<Stripe.Charge>
  readonly fault: (kind: FaultKind, times?: number, method?: 'GET' | 'POST') => void
  readonly refundsOf: (charge: string) => Promise<Stripe.Refund[]>
  readonly close: () => Promise<void>
}

export const refundOf = (
  charge: Stripe.Charge,
  amount: number,
  attempt = randomUUID(),
  acceptSimilar = false,
) => ({
  kind: 'refund' as const,
  attempt,
  amount: { amount, currency: charge.currency },
  params: { charge: charge.id, amount, reason: 'requested_by_customer' },
  acceptSimilar,
})

export async function openWorld(): Promise<World> {
  const simulator = await startSimulator({ seed: 'empty' })
  const stripe = createStripe({ key: 'sk_test_observer', apiBase: simulator.url })
  const folders: string[] = []
  const open: Console[] = []
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'counterfoil-runner-'))
    folders.push(made)
    return made
  }
  return {
    simulator,
    stripe,
    folder,
    console: (where = folder(), options = {}, timeout = 500) => {
      const ledger = openLedger(where)
      const clock = options.clock ?? new ServerClock()
      const touched: string[] = []
      const client = createStripe({
        key: KEY,
        apiBase: simulator.url,
        timeout,
        gate: new RateGate(unlimited, { now: () => performance.now(), sleep: () => Promise.resolve() }),
        onRequest: ({ serverTime }) => clock.observe(serverTime),
      })
      const runner = new OperationsRunner({
        account: 'test',
        stripeAccount: 'acct_1',
        livemode: false,
        journal: new Journal(ledger, 'test'),
        kinds: operationKindTable,
        stripe: () => client,
        clock,
        retryAfter: 3_600_000,
        sleep: () => Promise.resolve(),
        onChange: () => {},
        onTouched: (objects) => touched.push(...objects.map(({ id }) => id)),
        onError: (line, error) => {
          throw new Error(line, { cause: error })
        },
        ...options,
      })
      const made = {
        runner,
        ledger,
        clock,
        touched,
        close: () => {
          runner.close()
          ledger.close()
        },
      }
      open.push(made)
      return made
    },
    pay: async (amount = 5000, currency = 'usd', method = 'pm_card_bypassPending') => {
      const intent = await stripe.paymentIntents.create({
        amount,
        currency,
        payment_method: method,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        expand: ['latest_charge'],
      })
      const charge = intent.latest_charge
      if (charge === null || typeof charge === 'string') throw new Error('The payment made no charge')
      return charge
    },
    fault: (kind, times = 1, method = 'POST') => {
      simulator.faults.add({
        kind,
        method,
        path: '/v1/refunds',
        times,
        probability: 1,
        seed: 1,
        reason: 'global-rate',
        ms: 900,
        seconds: 0,
      })
    },
    refundsOf: async (charge) => (await stripe.refunds.list({ charge, limit: 100 })).data,
    close: async () => {
      for (const each of open) each.close()
      for (const each of folders) rmSync(each, { recursive: true, force: true })
      await simulator.close()
    },
  }
}
