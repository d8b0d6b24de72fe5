import { once } from 'node:events'
import { createServer } from 'node:http'

export interface ListServer {
  readonly url: string
  /** The paths asked for, in order. */
  readonly asked: readonly string[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Answers these lists and objects as Stripe does, by their path, and knows nothing else. */
export async function serveLists(content: Readonly<Record<string, object>>): Promise<ListServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://lists')
    asked.push(pathname)
    response.setHeader('content-type', 'application/json')
    const found = content[pathname]
    if (found === undefined) {
      response.statusCode = 404
      const message = `Unrecognized request URL (GET: ${pathname}).`
      response.end(JSON.stringify({ error: { type: 'invalid_request_error', message } }))
      return
    }
    const list = { object: 'list', data: found, has_more: false, url: pathname }
    response.end(JSON.stringify(Array.isArray(found) ? list : found))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const charge = (id: string): object => ({
  id,
  object: 'charge',
  created: 1_790_000_000,
  amount: 1000,
  amount_captured: 1000,
  amount_refunded: 0,
  captured: true,
  currency: 'eur',
  status: 'succeeded',
})
