import { afterAll, beforeAll, expect, test } from 'vitest'
import { resources } from '../../src/simulator/resources/index.ts'
import { type Bench, bench } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench({ seed: 'demo', payments: 1000 })
})
afterAll(() => at.simulator.close())

const FORM = 'application/x-www-form-urlencoded'
const call = (method: string, path: string, body?: string, type = FORM) =>
  fetch(`${at.simulator.url}${path}`, {
    method,
    headers: { authorization: 'Bearer sk_test_rough', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  })
const post = async (body: string, type?: string) => {
  const answer = await call('POST', '/v1/customers', body, type)
  return { status: answer.status, error: (await answer.json()).error }
}

test.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH'])('%s is no method of the API', async (method) => {
  expect((await call(method, '/v1/customers')).status).toBe(404)
})

test('a path that is not well encoded names nothing', async () => {
  const answer = await call('GET', '/v1/customers/%zz')
  expect([answer.status, (await answer.json()).error.message]).toEqual([404, "No such customer: '%zz'"])
})

test('bodies that are no form: JSON, brackets without end, half a multipart', async () => {
  expect(await post('{"name":"x"}', 'application/json')).toMatchObject({
    status: 400,
    error: { message: expect.stringContaining('check that your POST content type') },
  })
  expect(await post('%%%=%zz&[=1&a[=2')).toMatchObject({ status: 400, error: { code: 'parameter_unknown' } })
  expect((await call('POST', '/v1/files', '--x', 'multipart/form-data; boundary=x')).status).toBe(400)
})

test('a form may not be deeper than any parameter, nor larger than any request', async () => {
  expect(await post(`a${'[b]'.repeat(100_000)}=1`)).toMatchObject({
    status: 400,
    error: { code: 'parameter_unknown' },
  })
  expect(await post('a[]=1&'.repeat(100_000))).toMatchObject({ status: 400 })
  expect(await post(`name=${'x'.repeat(1024 * 1024)}`)).toMatchObject({ status: 413 })
})

test('elements of a list without numbers: a name that comes again begins the next one', async () => {
  const body = 'mode=payment&success_url=https://example.com&line_items[][price_data][currency]=usd'
  const item = '&line_items[][price_data][unit_amount]=700&line_items[][price_data][product_data][name]=Tea'
  const answer = await call('POST', '/v1/checkout/sessions', `${body}${item}&line_items[][quantity]=3`)
  expect(await answer.json()).toMatchObject({ amount_total: 2100 })
  const parts = `${body}${item}&line_items[][quantity]=3&line_items[][quantity]=1`
  const second = '&line_items[][price_data][currency]=usd&line_items[][price_data][unit_amount]=50'
  const two = await call(
    'POST',
    '/v1/checkout/sessions',
    `${parts}${second}&line_items[][price_data][product_data][name]=Cup`,
  )
  expect(await two.json()).toMatchObject({ amount_total: 2150 })
})

test('the clock refuses to run through centuries', async () => {
  await expect(at.control('POST', 'clock', { advance: 1e12 })).rejects.toThrow('400')
  await expect(at.control('POST', 'clock', { advance: -1 })).rejects.toThrow('400')
})

const VALUES = [
  '',
  '0',
  '-1',
  '1e400',
  '999999999999999',
  'true',
  'now',
  'usd',
  'card',
  'pm_card_visa',
  'tok_visa',
  'acct_x',
  '__proto__',
  'constructor',
  '💥',
  'x'.repeat(600),
]
const KEYS = ['', '0', 'id', 'type', 'enabled', 'amount', 'data', '__proto__', 'constructor']

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('whatever is sent to whichever route, the answer is never a 500', async () => {
  const random = numbers(7)
  const pick = <T>(from: readonly [T, ...T[]] | readonly T[]): T | undefined => from[random(from.length)]
  const ids = new Map<string, string[]>()
  const learn = (text: string): void => {
    for (const [id, prefix = ''] of text.matchAll(/\b([a-z]+)_[A-Za-z0-9]{12,}\b/g))
      ids.set(prefix, [...(ids.get(prefix) ?? []).slice(-20), id])
  }
  const value = (): string => (random(3) === 0 ? pick(pick([...ids.values()]) ?? ['x']) : pick(VALUES)) ?? ''
  const name = (key: string): string => {
    let whole = key
    while (random(4) === 0) whole += `[${pick(KEYS) ?? ''}]`
    return whole
  }
  for (const list of [
    'charges',
    'customers',
    'payouts',
    'accounts',
    'transfers',
    'invoices',
    'subscriptions',
  ])
    learn(await (await call('GET', `/v1/${list}?limit=20`)).text())
  const broken: string[] = []
  const statuses = new Set<number>()
  for (let round = 0; round < 12; round++)
    for (const { method, template, shape } of resources.flatMap(({ routes }) => routes)) {
      const path = template.replaceAll(/:[a-z_]+/g, () => encodeURIComponent(value() || 'x'))
      const sent = Object.entries(shape)
        .filter(([, { required }]) => required || random(5) === 0)
        .map(([key]) => `${name(key)}=${encodeURIComponent(value())}`)
        .join('&')
      const answer =
        method === 'POST' ? await call(method, path, sent) : await call(method, `${path}?${sent}`)
      const text = await answer.text()
      statuses.add(answer.status)
      if (answer.status >= 500) broken.push(`${method} ${path} ${sent}: ${text}`)
      if (answer.status === 200) learn(text)
    }
  await at.control('POST', 'clock', { advance: 40 * 86_400 })
  expect(broken).toEqual([])
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]))
})
