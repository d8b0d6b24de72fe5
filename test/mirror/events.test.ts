import { cpSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseStripeObject, type StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { applyEvents } from '../../src/main/sync/apply.ts'
import { lookAtBalance } from '../../src/main/sync/balance.ts'
import { contents, mirrorAll, openAccountMirror, openShop, type Shop, temporaryFolder } from './support.ts'

const before = temporaryFolder()
const after = temporaryFolder()
let shop: Shop
let events: readonly StripeObject[] = []

/** A busy minute: everything here happens within a second or two, so that many events share their time. */
async function busyMinute({ stripe }: Shop): Promise<void> {
  const customer = await stripe.customers.create({ name: '张伟', email: 'wei@example.com' })
  const pay = (card: string, more: object = {}): ReturnType<typeof stripe.paymentIntents.create> =>
    stripe.paymentIntents.create({
      amount: 4200,
      currency: 'usd',
      customer: customer.id,
      payment_method: card,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      ...more,
    })
  const first = await pay('pm_card_visa')
  await stripe.refunds.create({ payment_intent: first.id, amount: 1000 })
  await stripe.refunds.create({ payment_intent: first.id, amount: 500, reason: 'requested_by_customer' })
  const held = await pay('pm_card_visa', { capture_method: 'manual' })
  await stripe.paymentIntents.capture(held.id, { amount_to_capture: 4000 })
  const dropped = await pay('pm_card_mastercard', { capture_method: 'manual' })
  await stripe.paymentIntents.cancel(dropped.id)
  await pay('pm_card_visa_chargeDeclined').catch(() => {})
  await pay('pm_card_createDispute')
  await stripe.customers.update(customer.id, { name: '王芳' })
  const gone = await stripe.customers.create({ name: 'Soon Gone' })
  await stripe.customers.del(gone.id)
}

async function allEvents(since: ReadonlySet<string>): Promise<readonly StripeObject[]> {
  const found: StripeObject[] = []
  for await (const event of shop.stripe.events.list({ limit: 100 })) {
    const object = since.has(event.id) ? null : parseStripeObject(JSON.parse(JSON.stringify(event)))
    if (object !== null) found.push(object)
  }
  return found
}

beforeAll(async () => {
  shop = await openShop({ seed: 'demo', payments: 60 })
  await mirrorAll(before.path, shop)
  const known = new Set((await allEvents(new Set())).map(({ id }) => id))
  await busyMinute(shop)
  events = await allEvents(known)
  await mirrorAll(after.path, shop)
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  before[Symbol.dispose]()
  after[Symbol.dispose]()
})

/** Hands these events over in these batches, then asks for what has no events. */
async function apply(folder: string, batches: readonly (readonly StripeObject[])[]): Promise<void> {
  using mirror = openAccountMirror(folder, shop.simulator.url)
  for (const batch of batches) {
    mirror.archive.append(batch.toReversed())
    await applyEvents(mirror)
  }
  await lookAtBalance(mirror)
}

test('the busy minute makes the events that the order is about', () => {
  const types = new Set(events.map((event) => event['type']))
  for (const type of ['charge.succeeded', 'charge.refunded', 'charge.dispute.created', 'customer.deleted']) {
    expect(types).toContain(type)
  }
  expect(contents(before.path)).not.toEqual(contents(after.path))
})

test('any order, repetition and grouping of events gives what the API holds', {
  timeout: 120_000,
}, async () => {
  const expected = contents(after.path)
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        events.map((_, index) => index),
        { minLength: events.length },
      ),
      fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: events.length }),
      async (order, repeated, size) => {
        using folder = temporaryFolder()
        for (const file of ['mirror.db', 'archive.db'])
          cpSync(join(before.path, file), join(folder.path, file))
        const sequence = [...order, ...repeated].flatMap((index) => events[index] ?? [])
        const batches = Array.from({ length: Math.ceil(sequence.length / size) }, (_, batch) =>
          sequence.slice(batch * size, (batch + 1) * size),
        )
        await apply(folder.path, batches)
        expect(contents(folder.path)).toEqual(expected)
      },
    ),
    { numRuns: 40 },
  )
})

test('a lost event is made good by any later event of the same object', async () => {
  using folder = temporaryFolder()
  for (const file of ['mirror.db', 'archive.db']) cpSync(join(before.path, file), join(folder.path, file))
  const last = new Map(events.toReversed().map((event) => [JSON.stringify(objectOf(event)), event]))
  await apply(folder.path, [Array.from(last.values())])
  expect(contents(folder.path)).toEqual(contents(after.path))
})

function objectOf(event: StripeObject): unknown {
  const data: unknown = event['data']
  const parsed = typeof data === 'object' && data !== null && 'object' in data ? data.object : null
  return parseStripeObject(parsed)?.id
}
