import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { contents, KEY, openSync, temporaryFolder } from './support.ts'

/** Lists charges and refunds as Stripe does, and knows nothing else. */
async function plainServer(charges: number): Promise<{ readonly url: string; readonly server: Server }> {
  const lists: Readonly<Record<string, readonly object[]>> = {
    '/v1/charges': Array.from({ length: charges }, (_, index) => ({
      id: `ch_${charges - index}`,
      object: 'charge',
      created: 1_700_000_000 - index * 60,
      amount: 1000 + index,
      amount_captured: 1000 + index,
      amount_refunded: 0,
      captured: true,
      currency: 'eur',
      status: 'succeeded',
    })),
    '/v1/refunds': [],
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://plain')
    const all = lists[url.pathname]
    response.setHeader('content-type', 'application/json')
    if (all === undefined) {
      response.statusCode = 404
      const message = `Unrecognized request URL (GET: ${url.pathname}).`
      response.end(JSON.stringify({ error: { type: 'invalid_request_error', message } }))
      return
    }
    const after = url.searchParams.get('starting_after')
    const from = after === null ? 0 : all.findIndex((object) => Object.values(object)[0] === after) + 1
    const data = all.slice(from, from + Number(url.searchParams.get('limit') ?? 10))
    response.end(
      JSON.stringify({ object: 'list', data, has_more: from + data.length < all.length, url: url.pathname }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return { url: `http://127.0.0.1:${address.port}`, server }
}

test('a server that lists only some objects is mirrored, and what it lacks is said', async () => {
  const { url, server } = await plainServer(230)
  using folder = temporaryFolder()
  try {
    await using sync = await openSync(folder.path, url)
    await sync.thread.answer({ type: 'key', key: KEY })
    expect(await sync.thread.answer({ type: 'catchUp' })).toMatchObject({
      phase: 'watching',
      failure: null,
      resources: expect.arrayContaining([
        expect.objectContaining({ resource: 'charge', done: 230, complete: true }),
        expect.objectContaining({ resource: 'payment_intent', skipped: 'unsupported' }),
        expect.objectContaining({ resource: 'event', skipped: 'unsupported' }),
      ]),
    })
  } finally {
    server.close()
  }
  const held = contents(folder.path)
  expect(held['charge']).toHaveLength(230)
  expect(held['payments']).toHaveLength(230)
})
