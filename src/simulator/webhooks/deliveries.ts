import type Stripe from 'stripe'
import type { AccountStore } from '../world/account.ts'
import type { Scope, World } from '../world/world.ts'

/** One event on its way to one endpoint. Stored with the account that owns the endpoint. */
export interface Delivery {
  readonly id: string
  readonly endpoint: string
  readonly event: string
  /** The account whose event it is. */
  readonly source: string
  readonly created: number
  readonly status: 'pending' | 'delivered' | 'failed'
  readonly attempts: readonly Attempt[]
  readonly next_attempt: number | null
}

export interface Attempt {
  readonly at: number
  readonly status: number | null
  readonly error: string | null
}

/** What is sent: bytes, signature and where to. */
export interface Post {
  readonly delivery: string
  readonly url: string
  readonly secret: string
  readonly event: Stripe.EventBase
}

const HOUR = 3600
/** Seconds between one attempt and the next; after the last one Stripe gives up, three days after the first. */
export const BACKOFF: readonly number[] = [
  300,
  0.5 * HOUR,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
]

const wants = (endpoint: Stripe.WebhookEndpoint, type: string): boolean =>
  endpoint.status === 'enabled' &&
  (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type))

/** The endpoints an event goes to: the account's own, and the platform's that listen to connected accounts. */
function endpointsFor(
  world: World,
  source: AccountStore,
  type: string,
): readonly (readonly [AccountStore, Stripe.WebhookEndpoint])[] {
  const owners = source.id === world.platformId ? [source] : [source, world.platform]
  return owners.flatMap((owner) =>
    [...owner.table('webhook_endpoint').values()]
      .filter((endpoint) => wants(endpoint, type))
      .filter(({ id }) => (owner.get('webhook_secret', id)?.connect ?? false) === (owner.id !== source.id))
      .map((endpoint) => [owner, endpoint] as const),
  )
}

function enqueue(
  world: World,
  owner: AccountStore,
  endpoint: string,
  source: AccountStore,
  event: string,
): void {
  const now = world.clock.now()
  const at = Math.max(now, world.withheld.get(event) ?? now)
  const delivery = owner.put('webhook_delivery', {
    id: owner.newId('whd'),
    endpoint,
    event,
    source: source.id,
    created: now,
    status: 'pending',
    attempts: [],
    next_attempt: at,
  })
  world.at(owner.id, at, 'webhook.attempt', delivery.id)
}

const count = (world: World, source: AccountStore, event: string): number =>
  deliveriesOf(world, source, event).filter(({ status }) => status === 'pending').length

/** All deliveries of an event, over the accounts that own the endpoints. */
export const deliveriesOf = (world: World, source: AccountStore, event: string): readonly Delivery[] =>
  (source.id === world.platformId ? [source] : [source, world.platform]).flatMap((owner) =>
    owner.table('webhook_delivery').find(`event:${event}`),
  )

function recount(world: World, source: AccountStore, id: string): void {
  const event = source.get('event', id)
  const pending = count(world, source, id)
  if (event && event.pending_webhooks !== pending)
    source.put('event', { ...event, pending_webhooks: pending })
}

/** Sends every event from now on to the endpoints that want it. */
export function deliverEvents(world: World): void {
  world.onEvent.push((source, event) => {
    const targets = endpointsFor(world, source, event.type)
    for (const [owner, endpoint] of targets) enqueue(world, owner, endpoint.id, source, event.id)
    if (targets.length === 0) return
    recount(world, source, event.id)
    world.wake()
  })
}

/** Sends an event again, to one endpoint or to all that want it now. */
export function resend(
  world: World,
  source: AccountStore,
  event: Stripe.EventBase,
  endpoint?: string,
): number {
  const targets = endpoint
    ? ([source, world.platform] as const).find((owner) => owner.get('webhook_endpoint', endpoint))
    : undefined
  if (targets && endpoint) enqueue(world, targets, endpoint, source, event.id)
  const all = endpoint ? [] : endpointsFor(world, source, event.type)
  for (const [owner, one] of all) enqueue(world, owner, one.id, source, event.id)
  recount(world, source, event.id)
  world.wake()
  return targets ? 1 : all.length
}

/** The scheduled action: hands the delivery to the network, unless its endpoint is gone or disabled. */
export function attempt({ world, account }: Scope, id: string): void {
  const delivery = account.get('webhook_delivery', id)
  if (delivery?.status !== 'pending') return
  const endpoint = account.get('webhook_endpoint', delivery.endpoint)
  const secret = account.get('webhook_secret', delivery.endpoint)?.secret
  const event = world.accounts.get(delivery.source)?.get('event', delivery.event)
  if (endpoint?.status !== 'enabled' || secret === undefined || !event) {
    settle(world, account, { ...delivery, status: 'failed', next_attempt: null })
    return
  }
  world.post(account, { delivery: id, url: endpoint.url, secret, event: shownTo(world, endpoint, event) })
}

// An endpoint may ask for an older version than the account's; a newer one gets the event as it was frozen.
function shownTo(
  world: World,
  { api_version: version }: Stripe.WebhookEndpoint,
  event: Stripe.EventBase,
): Stripe.EventBase {
  if (version === null || event.api_version === null || version >= event.api_version) return event
  const object = world.snapshot(event.data.object, world.platform, version)
  return { ...event, api_version: version, data: { ...event.data, object } }
}

/** After a restart: what was under way when the simulator stopped, or fell due while it was away, is sent. */
export function resumeDeliveries(world: World): void {
  const due = world.dueFor('webhook.attempt')
  for (const account of world.accounts.values())
    for (const { id, status } of account.table('webhook_delivery').values())
      if (status === 'pending' && !due.has(id)) world.at(account.id, world.clock.now(), 'webhook.attempt', id)
}

/** Takes down how an attempt went, and plans the next one. `status` is the HTTP status, if there was an answer. */
export function attempted(world: World, owner: AccountStore, id: string, result: Omit<Attempt, 'at'>): void {
  const before = owner.get('webhook_delivery', id)
  if (before?.status !== 'pending') return
  const now = world.clock.now()
  const attempts = [...before.attempts, { at: now, ...result }]
  const wait = BACKOFF[attempts.length - 1]
  const done = result.status !== null && result.status >= 200 && result.status < 300
  const next = done || wait === undefined ? null : now + wait
  settle(world, owner, {
    ...before,
    attempts,
    next_attempt: next,
    status: done ? 'delivered' : next === null ? 'failed' : 'pending',
  })
  if (next !== null) world.at(owner.id, next, 'webhook.attempt', id)
}

function settle(world: World, owner: AccountStore, delivery: Delivery): void {
  owner.put('webhook_delivery', delivery)
  const source = world.accounts.get(delivery.source)
  if (source) recount(world, source, delivery.event)
}
