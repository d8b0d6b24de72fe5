import { afterEach, beforeEach, expect, test } from 'vitest'
import { FAULT_KINDS } from '../../src/simulator/faults.ts'
import { type Bench, bench, pay, refusal } from './support.ts'

let at: Bench
beforeEach(async () => {
  at = await bench()
})
afterEach(() => at.simulator.close())

const create = (key: string) =>
  fetch(`${at.simulator.url}/v1/customers`, {
    method: 'POST',
    body: 'name=x',
    headers: {
      authorization: 'Bearer sk_test_x',
      'idempotency-key': key,
      'content-type': 'application/x-www-form-urlencoded',
    },
  })
const made = () => at.simulator.world.platform.table('customer').size
const arm = (kind: string, more: object = {}) =>
  at.control('POST', 'faults', { kind, method: 'POST', path: '/v1/customers', times: 1, ms: 20, ...more })

test.each([
  ['reset_before', 0],
  ['timeout_before', 0],
  ['reset_after', 1],
  ['timeout_after', 1],
] as const)(
  '%s cuts the connection; the effect is there %i times, and a repeat with the key makes it one',
  async (kind, effects) => {
    await arm(kind)
    await expect(create('k')).rejects.toThrow('fetch failed')
    expect(made()).toBe(effects)
    expect((await create('k')).status).toBe(200)
    expect(made()).toBe(1)
  },
)

test.each([
  ['status_500_before', 500, 0, 200],
  ['status_502_before', 502, 0, 200],
  ['status_503_before', 503, 0, 200],
  ['status_500_after', 500, 1, 500],
  ['status_502_after', 502, 1, 200],
  ['status_503_after', 503, 1, 200],
  ['rate_limit', 429, 0, 200],
  ['lock_timeout', 429, 0, 200],
  ['conflict_lock', 409, 0, 200],
  ['key_revoked', 401, 0, 200],
  ['permission_missing', 403, 0, 200],
] as const)(
  '%s answers %i, with %i effects; the repeat answers %i',
  async (kind, status, effects, repeat) => {
    await arm(kind)
    const answer = await create('k')
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({
      error: { type: status >= 500 ? 'api_error' : 'invalid_request_error' },
    })
    expect(answer.headers.get('stripe-rate-limited-reason')).toBe(
      kind === 'rate_limit' ? 'global-rate' : null,
    )
    expect(made()).toBe(effects)
    expect((await create('k')).status).toBe(repeat)
    expect(made()).toBe(1)
  },
)

test('bodies: truncated, malformed, HTML, slow', async () => {
  await arm('truncated_body')
  await expect(create('a').then((r) => r.text())).rejects.toThrow('terminated')
  await arm('malformed_json')
  await expect(create('b').then((r) => r.json())).rejects.toThrow('JSON')
  await arm('html_body')
  expect(await (await create('c')).text()).toContain('<html>')
  await arm('slow_drip')
  expect(await (await create('d')).json()).toMatchObject({ object: 'customer' })
  expect(made()).toBe(4)
})

test('clock_skew moves the Date header', async () => {
  await arm('clock_skew', { seconds: 26 * 3600 })
  const date = Date.parse((await create('k')).headers.get('date') ?? '')
  expect(Math.abs(date - Date.now() - 26 * 3_600_000)).toBeLessThan(5000)
})

test('events are lost, doubled, delayed, out of order', async () => {
  const types = async () => (await at.stripe.events.list({ limit: 100 })).data.map((e) => e.type)
  await at.control('POST', 'faults', { kind: 'events_lost', path: 'customer.*', times: 1 })
  await at.stripe.customers.create({})
  expect(await types()).toEqual([])
  await at.control('POST', 'faults', { kind: 'events_duplicated', path: 'customer.created', times: 1 })
  await at.stripe.customers.create({})
  expect(await types()).toEqual(['customer.created', 'customer.created'])
  await at.control('POST', 'faults', { kind: 'events_delayed', path: '*', times: 1, seconds: 60 })
  await at.stripe.customers.create({})
  expect(await types()).toHaveLength(2)
  await at.control('POST', 'clock', { advance: 61 })
  expect(await types()).toHaveLength(3)
  await pay(at.stripe)
  const straight = await types()
  await at.control('POST', 'faults', {
    kind: 'events_reordered',
    method: 'GET',
    path: '/v1/events',
    times: 1,
    seed: 5,
  })
  const mixed = await types()
  expect(mixed).not.toEqual(straight)
  expect(mixed.toSorted()).toEqual(straight.toSorted())
})

test('a fault hits its method and path only, with its probability, and is counted', async () => {
  await at.control('POST', 'faults', {
    kind: 'status_500_before',
    method: 'POST',
    path: '/v1/ref*',
    probability: 0.5,
    seed: 3,
  })
  expect((await create('x')).status).toBe(200)
  let hit = 0
  for (let i = 0; i < 60; i++)
    if ((await refusal(at.stripe.refunds.create({ charge: 'ch_none' }))).statusCode === 500) hit++
  expect(hit).toBeGreaterThan(15)
  expect(hit).toBeLessThan(45)
  expect(await at.control('GET', 'faults')).toMatchObject({ faults: [{ fired: hit }] })
  await at.control('DELETE', 'faults')
  expect((await refusal(at.stripe.refunds.create({ charge: 'ch_none' }))).statusCode).toBe(404)
})

test('the request log counts the calls', async () => {
  await create('one')
  await create('one')
  expect(await at.control('GET', 'requests')).toMatchObject({
    total: 2,
    requests: [
      { path: '/v1/customers', idempotency_key: 'one', replayed: false },
      { replayed: true, status: 200 },
    ],
  })
})

test('unknown kinds are refused, known ones are all served', async () => {
  await expect(at.control('POST', 'faults', { kind: 'gremlins' })).rejects.toThrow('400')
  for (const kind of FAULT_KINDS) await at.control('POST', 'faults', { kind, path: '/v1/nowhere' })
  expect((await at.stripe.balance.retrieve()).object).toBe('balance')
})
