import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, bench, DAY, refusal } from './support.ts'

interface Received {
  readonly signature: string
  readonly body: string
}
let at: Bench
let shop: Server
let url: string
let received: Received[]
/** What the receiving end answers; the last one is repeated. */
let answers: number[]

beforeEach(async () => {
  at = await bench()
  received = []
  answers = [200]
  shop = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ signature: String(request.headers['stripe-signature']), body })
      response.writeHead((answers.length > 1 ? answers.shift() : answers[0]) ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has a port
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hooks`
})
afterEach(async () => {
  await at.simulator.close()
  shop.closeAllConnections()
  await new Promise((resolve) => shop.close(resolve))
})

const listen = (enabled_events: string[] = ['*']) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK lists the names it knows
  at.stripe.webhookEndpoints.create({ url, enabled_events } as Stripe.WebhookEndpointCreateParams)
const pending = async (filter: Stripe.EventListParams = {}) =>
  (await at.stripe.events.list(filter)).data.map((event) => event.pending_webhooks)
const advance = (seconds: number) => at.control('POST', 'clock', { advance: seconds })

test('an endpoint is created with a secret that is told once, changed, listed and deleted', async () => {
  const made = await listen(['charge.succeeded'])
  expect(made).toMatchObject({ object: 'webhook_endpoint', status: 'enabled', url, application: null })
  expect(made.secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/)
  expect(await at.stripe.webhookEndpoints.retrieve(made.id)).not.toHaveProperty('secret')
  const changed = await at.stripe.webhookEndpoints.update(made.id, {
    disabled: true,
    enabled_events: ['*'],
    metadata: { team: 'ops' },
  })
  expect(changed).toMatchObject({ status: 'disabled', enabled_events: ['*'], metadata: { team: 'ops' } })
  expect((await at.stripe.webhookEndpoints.list()).data.map((one) => one.id)).toEqual([made.id])
  expect(await at.stripe.webhookEndpoints.del(made.id)).toMatchObject({ id: made.id, deleted: true })
  expect((await at.stripe.webhookEndpoints.list()).data).toEqual([])
  expect((await refusal(at.stripe.webhookEndpoints.retrieve(made.id))).code).toBe('resource_missing')
})

test('addresses and events are checked', async () => {
  const make = (params: object) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- wrong on purpose
    refusal(at.stripe.webhookEndpoints.create(params as Stripe.WebhookEndpointCreateParams))
  expect((await make({ url: 'shop.example', enabled_events: ['*'] })).code).toBe('url_invalid')
  expect((await make({ url, enabled_events: ['charge.succeded'] })).param).toBe('enabled_events[0]')
  expect((await make({ url })).code).toBe('parameter_missing')
  for (let i = 0; i < 16; i++) await listen()
  expect((await make({ url, enabled_events: ['*'] })).message).toContain('maximum of 16')
})

test('an event is delivered, signed so that the official client accepts it', async () => {
  const { secret = '' } = await listen(['customer.created'])
  const customer = await at.stripe.customers.create({ name: '王芳' })
  await at.stripe.customers.update(customer.id, { name: '张伟' })
  await expect.poll(() => received.length).toBe(1)
  const [got] = received
  const event = at.stripe.webhooks.constructEvent(got?.body ?? '', got?.signature ?? '', secret)
  expect(event).toMatchObject({ type: 'customer.created', data: { object: { name: '王芳' } } })
  expect(() =>
    at.stripe.webhooks.constructEvent(`${got?.body ?? ''} `, got?.signature ?? '', secret),
  ).toThrow('signature')
  await expect.poll(() => pending({ type: 'customer.created' })).toEqual([0])
})

test('a failed delivery is tried again later and later, then given up', async () => {
  answers = [500, 500, 200]
  await listen(['customer.created'])
  await at.stripe.customers.create({})
  await expect.poll(() => received.length).toBe(1)
  await expect.poll(() => pending({ delivery_success: false })).toEqual([1])
  expect(await pending({ delivery_success: true })).toEqual([])
  await advance(299)
  expect(received).toHaveLength(1)
  await advance(1)
  await expect.poll(() => received.length).toBe(2)
  await expect
    .poll(() => at.control('GET', 'deliveries'))
    .toMatchObject({ deliveries: [{ attempts: [{ status: 500 }, { status: 500 }] }] })
  await advance(1800)
  await expect.poll(() => received.length).toBe(3)
  await expect.poll(() => pending({ delivery_success: true })).toEqual([0])
  answers = [503]
  await at.stripe.customers.create({})
  for (let half = 0; half < 10; half++) await advance(DAY / 2)
  expect(JSON.stringify(await at.control('GET', 'deliveries')).match(/"status":503/g)).toHaveLength(10)
  await expect
    .poll(() => at.control('GET', 'deliveries'))
    .toMatchObject({ deliveries: [{ status: 'delivered' }, { status: 'failed', next_attempt: null }] })
  expect((await at.stripe.events.list({ delivery_success: false })).data).toHaveLength(1)
})

test('a disabled endpoint hears nothing, and what waits for it is dropped', async () => {
  answers = [500]
  const { id } = await listen()
  await at.stripe.customers.create({})
  await expect.poll(() => received.length).toBe(1)
  await at.stripe.webhookEndpoints.update(id, { disabled: true })
  await at.stripe.customers.create({})
  await advance(DAY)
  expect(received).toHaveLength(1)
  expect(await at.control('GET', 'deliveries')).toMatchObject({
    deliveries: [{ status: 'failed', attempts: [{ status: 500 }] }],
  })
})

test('nothing leaves this machine', async () => {
  await at.stripe.webhookEndpoints.create({ url: 'https://shop.example/hooks', enabled_events: ['*'] })
  await at.stripe.customers.create({})
  await expect
    .poll(() => at.control('GET', 'deliveries'))
    .toMatchObject({
      deliveries: [{ attempts: [{ status: null, error: 'the simulator delivers to this machine only' }] }],
    })
})

test('an event can be sent again, by control call or as the CLI does', async () => {
  const { id } = await listen(['customer.created'])
  await at.stripe.customers.create({})
  await expect.poll(() => received.length).toBe(1)
  const [event] = (await at.stripe.events.list()).data
  await at.control('POST', `events/${event?.id ?? ''}/resend`, {})
  await expect.poll(() => received.length).toBe(2)
  const again = await fetch(`${at.simulator.url}/v1/events/${event?.id ?? ''}/retry`, {
    method: 'POST',
    body: `webhook_endpoint=${id}`,
    headers: { authorization: 'Bearer sk_test_x', 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(again.status).toBe(200)
  await expect.poll(() => received.length).toBe(3)
  expect(new Set(received.map(({ body }) => JSON.parse(body).id))).toEqual(new Set([event?.id]))
})

test('lost events reach nobody, doubled ones twice, delayed ones when their time comes', async () => {
  await listen(['customer.created'])
  const fault = (kind: string, more: object = {}) =>
    at.control('POST', 'faults', { kind, path: 'customer.created', times: 1, ...more })
  await fault('events_lost')
  await at.stripe.customers.create({})
  await fault('events_duplicated')
  await at.stripe.customers.create({})
  await expect.poll(() => received.length).toBe(2)
  await fault('events_delayed', { seconds: 3600 })
  await at.stripe.customers.create({})
  await advance(3599)
  expect(received).toHaveLength(2)
  await advance(1)
  await expect.poll(() => received.length).toBe(3)
})

test('a Connect endpoint hears connected accounts, an ordinary one its own account', async () => {
  const { id: stripeAccount } = await at.stripe.accounts.create({ type: 'custom', country: 'US' })
  const both = { url, enabled_events: ['customer.created' as const] }
  await at.stripe.webhookEndpoints.create({ ...both, connect: true })
  await at.stripe.customers.create({})
  await at.stripe.customers.create({}, { stripeAccount })
  await expect.poll(() => received.length).toBe(1)
  expect(JSON.parse(received[0]?.body ?? '').account).toBe(stripeAccount)
  await at.stripe.webhookEndpoints.create(both, { stripeAccount })
  await at.stripe.customers.create({}, { stripeAccount })
  await expect.poll(() => received.length).toBe(3)
  const pages = await at.stripe.events.list({ type: 'customer.created' }, { stripeAccount })
  await expect
    .poll(
      async () => (await at.stripe.events.list({ delivery_success: true }, { stripeAccount })).data.length,
    )
    .toBeGreaterThanOrEqual(pages.data.length)
})

test('a jump of the clock over several retries makes every one of them, in order and at its time', async () => {
  answers = [500]
  await listen(['customer.created'])
  await at.stripe.customers.create({})
  await expect.poll(() => received.length).toBe(1)
  await advance(4 * DAY)
  expect(received).toHaveLength(10)
  const times = received.map(({ signature }) => Number(/^t=(\d+)/.exec(signature)?.[1]))
  const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  expect(waits.map((wait) => Math.round(wait / 60))).toEqual([5, 30, 120, 300, 600, 720, 720, 720, 720])
  expect(await pending({ delivery_success: false })).toEqual([0])
})

test('what waits to be delivered, and uploaded files, survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-webhooks-'))
  const stateFile = join(folder, 'state.jsonl')
  let kept = await bench({ stateFile })
  try {
    answers = [500, 200]
    await kept.stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
    await kept.stripe.customers.create({})
    await expect.poll(async () => JSON.stringify(await kept.control('GET', 'deliveries'))).toContain('500')
    const file = await kept.stripe.files.create({
      purpose: 'pci_document',
      file: { data: Buffer.from('%PDF-1.7'), name: 'saq.pdf', type: 'application/pdf' },
    })
    await kept.simulator.close()
    kept = await bench({ stateFile })
    await kept.control('POST', 'clock', { advance: 300 })
    await expect.poll(() => received.length).toBe(2)
    const answer = await fetch(`${kept.simulator.url}/v1/files/${file.id}/contents`, {
      headers: { authorization: 'Bearer sk_test_x' },
    })
    expect(await answer.text()).toBe('%PDF-1.7')
  } finally {
    await kept.simulator.close()
    await rm(folder, { recursive: true })
  }
})

test('an endpoint of an older version gets older shapes', async () => {
  await at.stripe.webhookEndpoints.create({
    url,
    enabled_events: ['payment_intent.created'],
    api_version: '2022-08-01',
  })
  await at.stripe.paymentIntents.create({ amount: 500, currency: 'usd' })
  await expect.poll(() => received.length).toBe(1)
  const event = JSON.parse(received[0]?.body ?? '')
  expect(event.api_version).toBe('2022-08-01')
  expect(event.data.object.charges).toMatchObject({ object: 'list', data: [] })
})
