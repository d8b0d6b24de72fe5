import { z } from 'zod'
import type { Api } from './api.ts'
import type { Arrivals } from './demo/arrivals.ts'
import { FAULT_KINDS, type Faults } from './faults.ts'
import { resend } from './webhooks/deliveries.ts'
import type { WebhookSender } from './webhooks/sender.ts'
import { BANK_FAILURE_CODES } from './money/test-banks.ts'
import { completeOnboarding } from './resources/account-onboarding.ts'
import { accountOf } from './resources/connected.ts'
import type { RequestLog } from './request-log.ts'
import { isCashPayment } from './resources/cash-refunds.ts'
import { completeSession } from './resources/checkout-completion.ts'
import { checkRefundable, createRefund } from './resources/refunds.ts'
import { StripeError } from './wire/errors.ts'
import { idOf } from './world/tables.ts'

const faultInput = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z.enum(['GET', 'POST', 'DELETE', '*']).default('*'),
  path: z.string().default('*'),
  times: z.int().positive().optional(),
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
  reason: z.string().default('global-rate'),
  ms: z.int().min(0).default(1000),
  seconds: z.int().default(0),
})
const YEAR = 366 * 86_400
/** At most ten years at once: everything that falls due on the way is run. */
const clockInput = z.strictObject({
  advance: z
    .int()
    .min(0)
    .max(10 * YEAR),
})
const keysInput = z.strictObject({
  key: z.string().min(1),
  state: z.enum(['active', 'revoked', 'expired']).optional(),
  permissions: z.record(z.string(), z.enum(['none', 'read', 'write'])).optional(),
  expires_at: z.int().optional(),
})
const arrivalsInput = z.strictObject({
  running: z.boolean().optional(),
  add: z.int().min(0).max(1000).optional(),
})

const searchInput = z.strictObject({ delay: z.int().min(0) })
const resendInput = z.strictObject({ webhook_endpoint: z.string().optional() })

const authenticateInput = z.strictObject({
  payment_intent: z.string().optional(),
  setup_intent: z.string().optional(),
  outcome: z.enum(['succeed', 'fail']).default('succeed'),
  account: z.string().optional(),
})

const accountsInput = z.strictObject({ account: z.string() })
const payoutsInput = z.strictObject({
  payout: z.string(),
  code: z.enum(BANK_FAILURE_CODES).default('account_closed'),
  account: z.string().optional(),
})

/** Of a payment by bank transfer: its refund to the customer's cash balance, or the customer's answer to a refund's e-mail. */
const refundsInput = z.union([
  z.strictObject({ refund: z.string(), account: z.string().optional() }),
  z.strictObject({
    payment_intent: z.string(),
    amount: z.int().positive().optional(),
    account: z.string().optional(),
  }),
])

const completeInput = z.strictObject({
  payment_method: z.string().default('pm_card_visa'),
  account: z.string().optional(),
})

interface Parts {
  readonly api: Api
  readonly faults: Faults
  readonly requests: RequestLog
  readonly arrivals: Arrivals
  readonly sender: WebhookSender
  readonly seed: string
}
export interface ControlAnswer {
  readonly status: number
  readonly body: object
}
const ok = (body: object): ControlAnswer => ({ status: 200, body })

/** The control endpoints under `/_simulator/`; JSON in, JSON out, no key needed. Described in docs/simulator.md. */
export class Control {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  async handle(method: string, path: string, body: string): Promise<ControlAnswer> {
    try {
      const input: unknown = body === '' ? {} : JSON.parse(body)
      if (method === 'POST' && path === '/_simulator/clock') return await this.moveClock(input)
      const again = /^POST \/_simulator\/events\/([^/]+)\/resend$/.exec(`${method} ${path}`)
      return again ? this.resend(again[1] ?? '', input) : this.dispatch(`${method} ${path}`, input)
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } }
      if (error instanceof StripeError) return { status: error.status, body: { error: error.body } }
      if (error instanceof SyntaxError) return { status: 400, body: { error: `not JSON: ${error.message}` } }
      throw error
    }
  }

  private async moveClock(input: unknown): Promise<ControlAnswer> {
    const { api, sender } = this.parts
    await sender.advance(clockInput.parse(input).advance)
    return ok({ now: api.world.clock.now(), offset: api.world.clock.shift })
  }

  private resend(id: string, input: unknown): ControlAnswer {
    const { world } = this.parts.api
    const { webhook_endpoint: endpoint } = resendInput.parse(input)
    for (const account of world.accounts.values()) {
      const event = account.get('event', id)
      if (!event) continue
      const sent = resend(world, account, event, endpoint)
      world.journal.commit()
      return ok({ event: id, deliveries: sent })
    }
    return { status: 404, body: { error: `no event ${id}` } }
  }

  // The customer pays on the session's page with a payment method, by id or test name.
  private completeSession(id: string, input: unknown): ControlAnswer {
    const { world } = this.parts.api
    const { payment_method: method, account: owner } = completeInput.parse(input)
    const account = world.accounts.get(owner ?? world.platformId)
    const session = account?.get('checkout.session', id)
    if (!account || !session) return { status: 404, body: { error: `no Checkout Session ${id}` } }
    try {
      return ok(completeSession(world.scope(account), session, method))
    } finally {
      world.journal.commit()
    }
  }

  private refund(input: z.infer<typeof refundsInput>): ControlAnswer {
    const { world } = this.parts.api
    const account = world.accounts.get(input.account ?? world.platformId)
    const named = 'refund' in input ? input.refund : input.payment_intent
    if (!account) return { status: 404, body: { error: `no account ${input.account ?? ''}` } }
    try {
      if ('payment_intent' in input) {
        const intent = account.get('payment_intent', input.payment_intent)
        const charge = account.get('charge', idOf(intent?.latest_charge) ?? '')
        if (!charge || !isCashPayment(charge))
          return { status: 400, body: { error: `${named} was not paid by bank transfer` } }
        const scope = world.scope(account)
        const amount = checkRefundable(scope, charge, input.amount)
        return ok(createRefund(scope, charge, amount, { toCashBalance: true }))
      }
      if (account.get('refund', input.refund)?.status !== 'requires_action')
        return { status: 400, body: { error: `${named} does not wait for its customer` } }
      world.actions.get('refund.answered')?.(world.scope(account), input.refund)
      return ok(account.get('refund', input.refund) ?? {})
    } finally {
      world.journal.commit()
    }
  }

  private dispatch(call: string, input: unknown): ControlAnswer {
    const { api, faults, requests, arrivals } = this.parts
    const { world } = api
    const completed = /^POST \/_simulator\/checkout\/sessions\/([^/]+)\/complete$/.exec(call)?.[1]
    if (completed !== undefined) return this.completeSession(completed, input)
    switch (call) {
      case 'POST /_simulator/faults': {
        const armed = faults.add({ ...faultInput.parse(input), times: faultInput.parse(input).times })
        world.journal.commit()
        return ok(armed)
      }
      case 'GET /_simulator/faults':
        return ok({ faults: faults.list() })
      case 'DELETE /_simulator/faults':
        faults.clear()
        world.journal.commit()
        return ok({ faults: [] })
      case 'GET /_simulator/clock':
        return ok({ now: world.clock.now(), offset: world.clock.shift })
      case 'GET /_simulator/keys':
        return ok({ keys: api.keys.all() })
      case 'POST /_simulator/keys': {
        const { key, state, permissions, expires_at: expiry } = keysInput.parse(input)
        api.rule(key, {
          ...(state ? { state } : {}),
          ...(permissions ? { permissions } : {}),
          ...(expiry === undefined ? {} : { expires_at: expiry }),
        })
        return ok({ keys: api.keys.all() })
      }
      case 'DELETE /_simulator/keys':
        api.rule()
        return ok({ keys: {} })
      case 'GET /_simulator/requests':
        return ok({ total: requests.total, requests: requests.list() })
      case 'DELETE /_simulator/requests':
        requests.clear()
        return ok({ total: 0, requests: [] })
      case 'POST /_simulator/arrivals': {
        const { running, add } = arrivalsInput.parse(input)
        if (running === true) arrivals.start()
        if (running === false) arrivals.stop()
        for (let i = 0; i < (add ?? 0); i++) arrivals.arrive()
        return ok({ running: arrivals.running(), arrived: arrivals.arrived() })
      }
      case 'GET /_simulator/arrivals':
        return ok({ running: arrivals.running(), arrived: arrivals.arrived() })
      case 'POST /_simulator/accounts': {
        const store = world.accounts.get(accountsInput.parse(input).account)
        if (!store || store.id === world.platformId || !accountOf(store))
          return { status: 400, body: { error: 'no such connected account' } }
        completeOnboarding(world.scope(store))
        world.tick()
        world.journal.commit()
        return ok(accountOf(store) ?? {})
      }
      case 'POST /_simulator/payouts': {
        const { payout, code, account: owner } = payoutsInput.parse(input)
        const store = world.accounts.get(owner ?? world.platformId)
        const status = store?.get('payout', payout)?.status
        if (!store || (status !== 'paid' && status !== 'in_transit'))
          return { status: 400, body: { error: `${payout} is neither on its way nor paid` } }
        world.actions.get('payout.return')?.(world.scope(store), `${payout}:${code}`)
        world.journal.commit()
        return ok(store.get('payout', payout) ?? {})
      }
      case 'POST /_simulator/refunds':
        return this.refund(refundsInput.parse(input))
      case 'POST /_simulator/authenticate': {
        const {
          payment_intent: payment,
          setup_intent: setup,
          outcome,
          account: owner,
        } = authenticateInput.parse(input)
        const account = world.accounts.get(owner ?? world.platformId)
        const kind = setup === undefined ? 'payment_intent' : 'setup_intent'
        const id = setup ?? payment ?? ''
        if (!account || account.get(kind, id)?.status !== 'requires_action')
          return { status: 400, body: { error: `${id || 'no intent'} does not wait for authentication` } }
        world.actions.get(`${kind}.authenticate`)?.(world.scope(account), `${id}:${outcome}`)
        world.journal.commit()
        return ok(account.get(kind, id) ?? {})
      }
      case 'GET /_simulator/deliveries':
        return ok({
          deliveries: [...world.accounts.values()].flatMap((account) => [
            ...account.table('webhook_delivery').values(),
          ]),
        })
      case 'POST /_simulator/search':
        world.searchDelay = searchInput.parse(input).delay
        world.record({ kind: 'search_delay', seconds: world.searchDelay })
        world.journal.commit()
        return ok({ delay: world.searchDelay })
      case 'GET /_simulator/state':
        return ok({
          healthy: true,
          seed: this.parts.seed,
          account: world.platformId,
          now: world.clock.now(),
          charges: world.platform.table('charge').size,
          payment_intents: world.platform.table('payment_intent').size,
          events: world.platform.table('event').size,
          idempotency_keys: api.idempotency.size,
          rss_bytes: process.memoryUsage.rss(),
        })
      default:
        return { status: 404, body: { error: `no control call ${call}` } }
    }
  }
}
