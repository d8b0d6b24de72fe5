import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseApiBase } from './api-base.ts'
import { createStripe } from './client.ts'
import { mapStripeError } from './errors.ts'
import { type RequestRecord, backOff } from './http-client.ts'
import { RateGate } from './rate-gate.ts'

const servers: http.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(handler: http.RequestListener) {
  const seen: http.IncomingMessage[] = []
  const server = http.createServer((request, response) => {
    seen.push(request)
    handler(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is never a string
  const { port } = server.address() as AddressInfo
  return { seen, server, apiBase: `http://127.0.0.1:${port}` }
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): http.RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'request-id': 'req_1', ...headers }).end(body)
  }

const stripeError = (error: Record<string, unknown>) => JSON.stringify({ error })

async function refundFailure(handler: http.RequestListener, timeout = 2000) {
  const { apiBase, seen } = await serve(handler)
  const stripe = createStripe({ key: 'sk_test_1', apiBase, timeout })
  const failure = await stripe.refunds.create({ charge: 'ch_1', amount: 5 }, { idempotencyKey: 'k1' }).then(
    () => expect.unreachable('should have failed'),
    (error: unknown) => mapStripeError(error).failure,
  )
  return { failure, requests: seen.length }
}

describe('createStripe', () => {
  it('asks with the pinned version and says nothing about its surroundings', async () => {
    const { apiBase, seen } = await serve(answer(200, '{"id":"re_1"}'))
    const records: RequestRecord[] = []
    const stripe = createStripe({ key: 'sk_test_1', apiBase, onRequest: (record) => records.push(record) })
    expect((await stripe.refunds.retrieve('re_1')).id).toBe('re_1')
    const headers = seen[0]?.headers ?? {}
    expect(headers['stripe-version']).toBe('2026-10-28.endive')
    expect(headers['user-agent']).toMatch(/^Stripe\/v1 NodeBindings\/[\d.]+ Counterfoil$/)
    expect(headers['x-stripe-client-user-agent']).toBeUndefined()
    expect(headers['x-stripe-client-telemetry']).toBeUndefined()
    expect(records).toMatchObject([
      { method: 'GET', path: '/v1/refunds/re_1', status: 200, requestId: 'req_1' },
    ])
    expect(records[0]?.serverTime).toBeGreaterThan(1_700_000_000)
  })

  it('sends a money call once when the connection is reset', async () => {
    const { failure, requests } = await refundFailure((request) => request.socket.resetAndDestroy())
    expect(requests).toBe(1)
    expect(failure.code).toBe('offline')
  })

  it.each([409, 500, 503])('sends a money call once after a %i', async (status) => {
    const { failure, requests } = await refundFailure(
      answer(status, stripeError({ type: 'api_error', message: 'No' }), { 'stripe-should-retry': 'true' }),
    )
    expect(requests).toBe(1)
    expect(failure.stripe?.requestId).toBe('req_1')
  })

  it('ends a slow drip in bounded time', async () => {
    const { failure } = await refundFailure((_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    }, 200)
    expect(failure.code).toBe('offline')
  })

  it('knows that nothing left when nobody listens', async () => {
    const { apiBase, server } = await serve(answer(200, '{}'))
    await new Promise((resolve) => server.close(resolve))
    const stripe = createStripe({ key: 'sk_test_1', apiBase })
    const error: unknown = await stripe.balance.retrieve().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ detail: { name: 'TransportError', failure: 'not_reached' } })
  })

  it.each([
    ['cut short', 200, '{"id":"re_'],
    ['HTML', 200, '<html>'],
    ['JSON that is no object', 200, 'null'],
    ['an error page of a proxy', 502, '<html>'],
    ['a 500 without an error', 500, '{"id":"re_1"}'],
    ['an error under 200', 200, '{"error":{"message":"no"}}'],
  ])('never takes %s for success', async (_name, status, body) => {
    const { failure } = await refundFailure(answer(status, body))
    expect(failure.code).toBe('stripe_unavailable')
    expect(failure.stripe).toMatchObject({ status, requestId: 'req_1' })
  })

  it('never takes a body cut by the connection for success', async () => {
    const { failure } = await refundFailure((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"id":"re_1"}')
      setImmediate(() => response.destroy())
    })
    expect(failure.code).toBe('offline')
  })
})

describe('mapStripeError', () => {
  it.each([
    [401, { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_***' }, 'key_invalid'],
    [401, { type: 'invalid_request_error', code: 'api_key_expired', message: 'Expired' }, 'key_expired'],
    [
      404,
      { type: 'invalid_request_error', code: 'resource_missing', message: 'No such charge' },
      'object_not_found',
    ],
    [429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Slow down' }, 'rate_limited'],
    [
      400,
      { type: 'invalid_request_error', code: 'charge_already_refunded', message: 'x' },
      'already_refunded',
    ],
    [400, { type: 'invalid_request_error', code: 'charge_disputed', message: 'x' }, 'payment_disputed'],
    [
      400,
      { type: 'invalid_request_error', code: 'balance_insufficient', message: 'x' },
      'balance_insufficient',
    ],
    [
      400,
      {
        type: 'invalid_request_error',
        param: 'amount',
        message: 'Refund amount ($20.00) is greater than unrefunded amount on charge ($10.00)',
      },
      'refund_exceeds_remaining',
    ],
    [
      402,
      { type: 'card_error', code: 'card_declined', decline_code: 'lost_card', message: 'x' },
      'stripe_error',
    ],
    [500, { type: 'api_error', message: 'x' }, 'stripe_unavailable'],
  ] as const)('reads a %i with %o as %s', async (status, error, code) => {
    const { failure } = await refundFailure(answer(status, stripeError(error)))
    expect(failure.code).toBe(code)
    expect(failure.stripe).toMatchObject({ status, message: error.message, requestId: 'req_1' })
  })

  it('names the permission that a restricted key lacks', async () => {
    const message =
      "The provided key 'rk_test_*1' does not have the required permissions for this endpoint on account 'acct_1'. " +
      "Having the 'rak_refund_write' permission would allow this request to continue."
    const { failure } = await refundFailure(
      answer(403, stripeError({ type: 'invalid_request_error', message })),
    )
    expect(failure).toMatchObject({ code: 'permission_missing', params: { permission: 'rak_refund_write' } })
  })
})

describe('parseApiBase', () => {
  it('takes this machine', () => {
    expect(parseApiBase('http://127.0.0.1:4010')).toMatchObject({
      host: '127.0.0.1',
      port: '4010',
      protocol: 'http',
    })
    expect(parseApiBase('http://[::1]:80/')).toMatchObject({ host: '::1', port: '80' })
  })

  it.each([
    'https://api.stripe.com',
    'http://127.0.0.1.evil.example:80',
    'http://evil.example/127.0.0.1',
    'http://127.0.0.1@evil.example',
    'http://user:pass@127.0.0.1',
    'http://127.0.0.1/v1',
    'file:///etc/passwd',
    'nonsense',
  ])('refuses %s', (bad) => {
    expect(() => parseApiBase(bad)).toThrow(/--api-base/)
  })
})

describe('backOff', () => {
  it('honours Retry-After within reason', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
    expect(backOff({})).toBe(1000)
    expect(backOff({ 'retry-after': '7' })).toBe(7000)
    expect(backOff({ 'retry-after': '999999' })).toBe(60_000)
    expect(backOff({ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' })).toBe(5000)
    expect(backOff({ 'retry-after': 'soon' })).toBe(1000)
    vi.useRealTimers()
  })
})

describe('a computer that sleeps', () => {
  it('sends no write whose turn came long after it was asked for', async () => {
    const { apiBase, seen } = await serve(answer(200, '{"id":"re_1"}'))
    let slept = 0
    vi.spyOn(Date, 'now').mockImplementation(() => 1_790_000_000_000 + slept)
    const sleep = () => {
      slept += 3_600_000
      return Promise.resolve()
    }
    const gate = new RateGate({ perEndpoint: 0.1, overall: 0.1 }, { now: () => 0, sleep })
    const stripe = createStripe({ key: 'sk_test_1', apiBase, gate })
    const late = await stripe.refunds.create({ charge: 'ch_1', amount: 5 }).catch(mapStripeError)
    expect(late).toMatchObject({ failure: { code: 'offline' }, message: expect.stringMatching(/too old/) })
    expect(seen).toHaveLength(0)
    expect((await stripe.refunds.retrieve('re_1')).id).toBe('re_1')
    vi.restoreAllMocks()
  })
})
