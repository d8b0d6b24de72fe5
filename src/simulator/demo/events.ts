import type Stripe from 'stripe'
import { arrivalOf } from '../resources/payout-arrival.ts'
import type { Seed } from '../world/collection.ts'
import { ACCOUNT_VERSION } from '../world/world.ts'
import { previousAttributes } from '../world/events.ts'
import type { Books } from './books.ts'
import type { ShopObjects } from './objects.ts'
import { encodeEntry, type Entry, kindOf, OrderOfTime, referenceOf } from './order-of-time.ts'
import { CANCELED, DECLINED, HELD, PAID, PROCESSING, WAITING } from './shop.ts'

const MONTH = 30 * 86_400

interface Tables {
  readonly charge: Seed<Stripe.Charge>
  readonly payment_intent: Seed<Stripe.PaymentIntent>
  readonly customers: Seed<Stripe.Customer>
  readonly payment_method: Seed<Stripe.PaymentMethod>
  readonly refund: Seed<Stripe.Refund>
  readonly dispute: Seed<Stripe.Dispute>
  readonly payout: Seed<Stripe.Payout>
}

// What happened, by number; the number is part of the event's id.
const INTENT_CREATED = 0
const CHARGE_DONE = 1
const INTENT_DONE = 2
const CUSTOMER_CREATED = 3
const METHOD_ATTACHED = 4
const REFUND_CREATED = 5
const CHARGE_REFUNDED = 6
const DISPUTE_CREATED = 7
const DISPUTE_WITHDRAWN = 8
const DISPUTE_CLOSED = 9
const PAYOUT_CREATED = 10
const PAYOUT_PAID = 11

const CHARGE_TYPES: Readonly<Record<number, Stripe.EventBase['type']>> = {
  [PAID]: 'charge.succeeded',
  [HELD]: 'charge.succeeded',
  [DECLINED]: 'charge.failed',
  [PROCESSING]: 'charge.pending',
}
const INTENT_TYPES: Readonly<Record<number, Stripe.EventBase['type']>> = {
  [PAID]: 'payment_intent.succeeded',
  [DECLINED]: 'payment_intent.payment_failed',
  [CANCELED]: 'payment_intent.canceled',
  [WAITING]: 'payment_intent.requires_action',
  [HELD]: 'payment_intent.amount_capturable_updated',
  [PROCESSING]: 'payment_intent.processing',
}

interface Happened {
  readonly type: Stripe.EventBase['type']
  readonly object: object
  readonly previous?: object
}

/** The events of the last 30 days, made on demand like everything else; snapshots show what was at their time. */
export function seededEvents(
  objects: ShopObjects,
  books: Books,
  tables: Tables,
  snapshot: (object: object) => object,
): Seed<Stripe.EventBase> {
  const { shop } = objects
  const since = shop.end - MONTH
  const entries: Entry[] = []
  const add = (kind: number, reference: number, created: number) => {
    if (created >= since && created < shop.end) entries.push({ kind, reference, created })
  }
  for (let k = shop.size - 1; k >= 0 && (shop.created[k] ?? 0) >= since - 86_400; k--) {
    const created = shop.created[k] ?? 0
    const outcome = shop.outcome[k] ?? PAID
    add(INTENT_CREATED, k, created)
    if (CHARGE_TYPES[outcome]) add(CHARGE_DONE, k, created + 1)
    if (INTENT_TYPES[outcome]) add(INTENT_DONE, k, outcome === CANCELED ? created + 86_400 : created + 1)
    if (k % 4 === 0) {
      add(CUSTOMER_CREATED, k / 4, shop.customerCreated(k / 4))
      add(METHOD_ATTACHED, k / 4, shop.customerCreated(k / 4))
    }
  }
  shop.refunds.forEach(({ created }, i) => {
    add(REFUND_CREATED, i, created)
    add(CHARGE_REFUNDED, i, created)
  })
  shop.disputes.forEach((one, i) => {
    add(DISPUTE_CREATED, i, one.created)
    if (!one.inquiry) add(DISPUTE_WITHDRAWN, i, one.created)
    if (one.closed > 0) add(DISPUTE_CLOSED, i, one.closed)
  })
  books.payouts.forEach((one, i) => {
    add(PAYOUT_CREATED, i, one.created)
    add(PAYOUT_PAID, i, arrivalOf(one.created))
  })
  const order = new OrderOfTime({ length: 0, code: () => 0, time: () => 0 }, entries)
  const times = new Map(entries.map((e) => [encodeEntry(e.kind, e.reference), e.created]))
  shop.later.happenedAt = (code) => times.get(code) ?? 0
  const make = (i: number): Stripe.EventBase => {
    const code = order.codes[i] ?? 0
    const {
      type,
      object: made,
      previous: before,
    } = happened(objects, tables, kindOf(code), referenceOf(code))
    const object = snapshot(made)
    return {
      id: shop.ids.evt.encode(code),
      object: 'event',
      api_version: ACCOUNT_VERSION,
      created: order.times[i] ?? 0,
      data:
        before === undefined
          ? { object }
          : { object, previous_attributes: previousAttributes(snapshot(before), object) },
      livemode: false,
      pending_webhooks: 0,
      request: { id: null, idempotency_key: null },
      type,
    }
  }
  return {
    size: order.length,
    at: make,
    createdAt: (i) => order.times[i] ?? 0,
    indexOf: (id) => {
      const code = shop.ids.evt.decode(id)
      const created = code === undefined ? undefined : times.get(code)
      return code === undefined || created === undefined ? undefined : order.indexOf(code, created)
    },
    find: () => [],
  }
}

function happened(objects: ShopObjects, tables: Tables, kind: number, reference: number): Happened {
  const { shop } = objects
  switch (kind) {
    case INTENT_CREATED: {
      const intent = objects.intent(reference)
      const fresh = {
        ...intent,
        amount_capturable: 0,
        amount_received: 0,
        canceled_at: null,
        cancellation_reason: null,
        last_payment_error: null,
        latest_charge: null,
        next_action: null,
        payment_method: null,
        status: 'requires_payment_method',
      }
      return { type: 'payment_intent.created', object: fresh }
    }
    case CHARGE_DONE:
      return {
        type: CHARGE_TYPES[shop.outcome[reference] ?? PAID] ?? 'charge.succeeded',
        object: objects.charge(reference, (shop.created[reference] ?? 0) + 1),
      }
    case INTENT_DONE:
      return {
        type: INTENT_TYPES[shop.outcome[reference] ?? PAID] ?? 'payment_intent.succeeded',
        object: objects.intent(reference),
      }
    case CUSTOMER_CREATED:
      return { type: 'customer.created', object: tables.customers.at(reference) }
    case METHOD_ATTACHED:
      return { type: 'payment_method.attached', object: tables.payment_method.at(reference) }
    case REFUND_CREATED:
      return { type: 'refund.created', object: tables.refund.at(reference) }
    case CHARGE_REFUNDED: {
      const one = shop.refunds[reference]
      if (!one) throw new Error(`no refund ${reference}`)
      return {
        type: 'charge.refunded',
        object: objects.charge(one.payment, one.created),
        previous: objects.charge(one.payment, one.created - 1),
      }
    }
    case DISPUTE_CREATED:
    case DISPUTE_WITHDRAWN: {
      const dispute = tables.dispute.at(reference)
      const type = kind === DISPUTE_CREATED ? 'charge.dispute.created' : 'charge.dispute.funds_withdrawn'
      const [first] = dispute.balance_transactions
      return {
        type,
        object: {
          ...dispute,
          status: dispute.status.startsWith('warning') ? 'warning_needs_response' : 'needs_response',
          balance_transactions: first ? [first] : [],
        },
      }
    }
    case DISPUTE_CLOSED:
      return { type: 'charge.dispute.closed', object: tables.dispute.at(reference) }
    case PAYOUT_CREATED:
      return {
        type: 'payout.created',
        object: {
          ...tables.payout.at(reference),
          status: 'in_transit',
          trace_id: { status: 'pending', value: null },
        },
      }
    default:
      return {
        type: kind === PAYOUT_PAID ? 'payout.paid' : 'payout.updated',
        object: tables.payout.at(reference),
      }
  }
}
