import type { TimelineEntry } from '../../../shared/features/payments/contract.ts'
import type { RefundRow } from '../../../shared/features/refunds/contract.ts'
import type { ToldMoney } from '../../../shared/money.ts'
import { moneyAt } from '../../store/mirror/money-at.ts'
import { at, integer, type Json, text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'

const MOST_EVENTS = 200

interface TimelineParts {
  readonly ids: readonly string[]
  readonly intent: Json | undefined
  readonly charge: Json | undefined
  readonly refunds: readonly RefundRow[]
  readonly disputes: readonly { readonly id: string; readonly created: number; readonly amount: ToldMoney }[]
}

/** The amount that an event is about: what was refunded by it rather than in all. */
function eventAmount(type: string, object: unknown, before: unknown): ToldMoney | null {
  if (type === 'charge.refunded') {
    const now = moneyAt(object, 'amount_refunded')
    const earlier = integer(before, 'amount_refunded') ?? 0
    return now === null ? null : { ...now, amount: now.amount === null ? null : now.amount - earlier }
  }
  if (type === 'charge.captured') return moneyAt(object, 'amount_captured') ?? moneyAt(object, 'amount')
  return moneyAt(object, 'amount')
}

function detail(object: unknown): string | null {
  return (
    text(object, 'failure_message') ??
    text(object, 'last_payment_error.message') ??
    text(object, 'cancellation_reason') ??
    text(object, 'failure_reason') ??
    text(object, 'reason') ??
    null
  )
}

function fromEvents(reader: Reader, ids: readonly string[]): readonly TimelineEntry[] {
  return reader.events.of(ids, MOST_EVENTS).map((event) => {
    const json: unknown = JSON.parse(reader.events.json(event.n))
    const object = at(json, 'data.object')
    return {
      at: event.created,
      type: event.type,
      event: event.id,
      object: event.objectId,
      amount: eventAmount(event.type, object, at(json, 'data.previous_attributes')),
      detail: detail(object),
    }
  })
}

/** What the objects themselves tell of times whose events are older than Stripe keeps them. */
function fromObjects({ intent, charge, refunds, disputes }: TimelineParts): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = []
  const add = (type: string, json: Json | undefined, when: number | null): void => {
    if (json === undefined || when === null) return
    const id = text(json, 'id')
    entries.push({
      at: when,
      type,
      event: null,
      object: id,
      amount: moneyAt(json, 'amount'),
      detail: detail(json),
    })
  }
  add('payment_intent.created', intent, integer(intent, 'created'))
  const outcome = text(charge, 'status') === 'failed' ? 'charge.failed' : 'charge.succeeded'
  add(outcome, charge, integer(charge, 'created'))
  add('payment_intent.canceled', intent, integer(intent, 'canceled_at'))
  for (const refund of refunds) {
    const { id, created, amount, reason } = refund
    entries.push({ at: created, type: 'refund.created', event: null, object: id, amount, detail: reason })
  }
  for (const { id, created, amount } of disputes) {
    entries.push({
      at: created,
      type: 'charge.dispute.created',
      event: null,
      object: id,
      amount,
      detail: null,
    })
  }
  return entries
}

/** The story of a payment in time order: archived events, filled up from the objects where there are none. */
export function timeline(reader: Reader, parts: TimelineParts): readonly TimelineEntry[] {
  const events = fromEvents(reader, parts.ids)
  const told = new Set(events.map(({ type, object }) => `${type} ${object}`))
  const derived = fromObjects(parts).filter(({ type, object }) => !told.has(`${type} ${object}`))
  return [...events, ...derived].toSorted((a, b) => a.at - b.at)
}
