import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateGate, type RateLimits, endpointTemplate, limitsFor, unlimited } from './rate-gate.ts'

/** When each request leaves, in milliseconds, if all ask at 0. */
async function departures(limits: RateLimits, paths: readonly string[], holdBack = 0) {
  const left: number[] = []
  let wait = 0
  const sleep = (milliseconds: number) => {
    wait = milliseconds
    return Promise.resolve()
  }
  const gate = new RateGate(limits, { now: () => 0, sleep })
  if (holdBack > 0) gate.holdBack(holdBack)
  for (const path of paths) {
    wait = 0
    await gate.pass('GET', path)
    left.push(wait)
  }
  return left
}

function mostInOneSecond(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length))
}

const path = fc.constantFrom('/v1/charges', '/v1/refunds', '/v1/payouts', '/v1/customers', '/v1/disputes')

describe('RateGate', () => {
  it('stays within 25 requests a second of one endpoint and below 100 in all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(path, { maxLength: 400 }), async (paths) => {
        const left = await departures({ perEndpoint: 20, overall: 80 }, paths)
        expect(mostInOneSecond(left)).toBeLessThan(100)
        expect(
          mostInOneSecond(left.filter((_, index) => paths[index] === '/v1/charges')),
        ).toBeLessThanOrEqual(25)
      }),
      { numRuns: 30 },
    )
  })

  it('does not slow a loopback server, except after a 429', async () => {
    const paths = Array.from({ length: 500 }, () => '/v1/charges')
    expect(new Set(await departures(unlimited, paths))).toEqual(new Set([0]))
    expect(await departures(unlimited, ['/v1/charges'], 3000)).toEqual([3000])
  })

  it('gives a thread its share', () => {
    expect(limitsFor({ livemode: true, apiBase: null, share: 0.5 })).toEqual({ perEndpoint: 10, overall: 40 })
    expect(limitsFor({ livemode: false, apiBase: null, share: 1 })).toEqual({ perEndpoint: 20, overall: 20 })
    expect(limitsFor({ livemode: true, apiBase: 'http://127.0.0.1:1', share: 1 })).toEqual(unlimited)
  })

  it.each([
    ['/v1/charges/ch_3NxA1', 'GET /v1/charges/:id'],
    ['/v1/charges/search', 'GET /v1/charges/search'],
    ['/v1/customers/cus_Q1/payment_methods', 'GET /v1/customers/:id/payment_methods'],
  ])('counts %s as %s', (requested, template) => {
    expect(endpointTemplate('GET', requested)).toBe(template)
  })
})
