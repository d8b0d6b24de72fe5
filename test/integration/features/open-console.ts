import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { openAccount } from '../../../src/main/accounts/open-account.ts'
import { bulkRefundsHandlers } from '../../../src/main/features/bulk-refunds/handlers.ts'
import type { AccountContext } from '../../../src/main/features/context.ts'
import { controlsOf } from '../../../src/main/features/controls.ts'
import { disputesHandlers } from '../../../src/main/features/disputes/handlers.ts'
import { operationsHandlers } from '../../../src/main/features/operations/handlers.ts'
import { payoutsHandlers } from '../../../src/main/features/payouts/handlers.ts'
import { transfersHandlers } from '../../../src/main/features/transfers/handlers.ts'
import { changeLimit } from '../../../src/main/limits/limits.ts'
import { openAccountServices } from '../../../src/main/workers/account-services.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { Limit } from '../../../src/shared/features/limits/contract.ts'
import { money } from '../../../src/shared/money.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'
import { workerEntries } from '../../support/worker-entries.ts'

export const account = 'test'

/** A console on one account of a simulator, with its real threads, mirror, ledger and handlers. */
export interface OpenConsole {
  readonly simulator: Simulator
  /** Unfaulted eyes on what really happened. */
  readonly stripe: Stripe
  readonly context: AccountContext
  readonly handlers: ReturnType<typeof handlersOf>
  readonly saved: readonly string[]
  /** Brings the mirror to what Stripe holds. */
  readonly catchUp: () => Promise<void>
  readonly pay: (amount: number, method?: string) => Promise<Stripe.Charge>
  readonly limit: (measure: 'hold_above' | 'approval_above', value: number) => void
  readonly close: () => Promise<void>
}

function handlersOf(context: AccountContext, saved: string[]) {
  const open = () => Promise.resolve(context)
  const controls = controlsOf(open, () => Promise.reject(new Error('No proposals here')), {
    saveFile: (name, content) => {
      saved.push([...content].join(''))
      return Promise.resolve(name)
    },
    confirmBulk: () => Promise.resolve(true),
  })
  return {
    bulkRefunds: bulkRefundsHandlers(controls.bulkRefunds),
    disputes: disputesHandlers(open),
    operations: operationsHandlers(open),
    payouts: payoutsHandlers(open),
    transfers: transfersHandlers(open),
  }
}

export async function openConsole(): Promise<OpenConsole> {
  const simulator = await startSimulator({ seed: 'empty' })
  const stripe = createStripe({ key: 'sk_test_observer', apiBase: simulator.url })
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-features-'))
  const errors: unknown[] = []
  const { id: stripeAccount } = await stripe.accounts.retrieveCurrent()
  let services: Awaited<ReturnType<typeof openAccountServices>> | null = null
  const opened = await openAccount({
    profile: {
      id: account,
      stripeAccount,
      name: 'Shop',
      email: null,
      country: 'US',
      defaultCurrency: 'usd',
      mode: 'test',
      apiBase: simulator.url,
      keyKind: 'secret',
      keyHint: null,
      keyStorage: 'session',
      keyState: 'ready',
      missingPermissions: [],
      platform: null,
    },
    folder,
    key: 'sk_test_features',
    openServices: async (options) => {
      services = await openAccountServices({ ...options, entries: workerEntries })
      return services
    },
    onStatus: () => {},
    onChanged: () => {},
    onOperation: () => {},
    money: { confirm: () => Promise.resolve(true), onQueue: () => {}, onBulk: () => {} },
    onError: (line, error) => errors.push(new Error(line, { cause: error })),
  })
  const { context } = opened
  const saved: string[] = []
  return {
    simulator,
    stripe,
    context,
    saved,
    handlers: handlersOf(context, saved),
    catchUp: async () => {
      await services?.sync.catchUp()
    },
    pay: async (amount, method = 'pm_card_bypassPending') => {
      const { latest_charge: charge } = await stripe.paymentIntents.create({
        amount,
        currency: 'usd',
        payment_method: method,
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        expand: ['latest_charge'],
      })
      if (charge === null || typeof charge === 'string') throw new Error('The payment made no charge')
      return charge
    },
    limit: (measure, value) => {
      const change: Limit = { kind: 'any', measure, currency: 'usd', value }
      changeLimit(context.money.ledger, change, { operator: 'Ada', approver: null, now: context.money.now() })
    },
    close: async () => {
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
      await simulator.close()
      if (errors.length > 0) throw new AggregateError(errors, 'The console had trouble')
    },
  }
}

/** What every order brings. */
export const order = (amount: number, acceptSimilar = false) => ({
  account,
  attempt: randomUUID(),
  amount: money(amount, 'usd'),
  typedAmount: null,
  acceptSimilar,
})

export async function codeOf(job: unknown): Promise<string> {
  try {
    await job
    return 'done'
  } catch (error) {
    if (error instanceof CounterfoilError) return error.failure.code
    throw error
  }
}

export const NEWEST = {
  account,
  filter: {},
  sort: { column: 'created', direction: 'desc' },
  offset: 0,
  limit: 50,
} as const
