import type Stripe from 'stripe'
import { ACCOUNT_VERSION, type Scope } from './world.ts'

/**
 * Stores an event in the same commit as the change it tells of. `object` is never changed in place afterwards, so the
 * snapshot is frozen. `previous` is the object before an update. https://docs.stripe.com/api/events/object
 */
export function emit(scope: Scope, type: Stripe.EventBase['type'], object: object, previous?: object): void {
  const { world, account, now, cause } = scope
  const { copies, delay } = world.events.onEvent(type)
  const shown = world.snapshot(object, account)
  for (let copy = 0; copy < copies; copy++) {
    const event: Stripe.EventBase = {
      id: account.newId('evt'),
      object: 'event',
      ...(account.id === world.platformId ? {} : { account: account.id }),
      api_version: ACCOUNT_VERSION,
      created: now,
      data:
        previous === undefined
          ? { object: shown }
          : {
              object: shown,
              previous_attributes: previousAttributes(world.snapshot(previous, account), shown),
            },
      livemode: false,
      pending_webhooks: 0,
      request: cause,
      type,
    }
    account.put('event', event)
    if (delay > 0) world.withhold(event.id, now + delay)
    for (const told of world.onEvent) told(account, event)
  }
}

/**
 * An event about a connected account itself. It belongs to that account (its `account` field says so) and the platform
 * lists it too, once.
 */
export function emitConnected(
  scope: Scope,
  type: Stripe.EventBase['type'],
  object: object,
  previous?: object,
): void {
  const { world, account } = scope
  const before = account.table('event').size
  emit(scope, type, object, previous)
  if (account.id === world.platformId) return
  for (const event of account.table('event').list({ limit: account.table('event').size - before }).data)
    world.platform.put('event', event)
}

/** The former values of what changed; nested hashes are compared key by key, arrays as a whole. */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  const now = new Map(Object.entries(after))
  for (const [key, value] of Object.entries(before)) {
    const other: unknown = now.get(key)
    if (same(value, other)) continue
    out[key] = isHash(value) && isHash(other) ? previousAttributes(value, other) : value
  }
  for (const key of now.keys()) if (!Object.hasOwn(before, key) && now.get(key) !== undefined) out[key] = null
  return out
}

const isHash = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
