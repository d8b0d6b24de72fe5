import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { type ApiReader, createApiReader } from '../../src/main/sync/api-reader.ts'

export interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly send: (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => void
}

export interface OddServer extends AsyncDisposable {
  readonly url: string
  /** Every path asked for, in order, with its query. */
  readonly asked: readonly string[]
}

/** A server that answers as it is told; what `answer` leaves alone is unknown to it, in Stripe's words. */
export async function openOddServer(answer: (asked: Asked) => boolean): Promise<OddServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://odd')
    asked.push(url.pathname + url.search)
    const send: Asked['send'] = (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    if (answer({ path: url.pathname, query: url.searchParams, request, response, send })) return
    send(404, {
      error: { type: 'invalid_request_error', message: `Unrecognized request URL ${url.pathname}` },
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

/** Answers these lists and objects as Stripe does, by their path, and knows nothing else. */
export function serveLists(content: Readonly<Record<string, object>>): Promise<OddServer> {
  return openOddServer(({ path, send }) => {
    const found = content[path]
    if (found === undefined) return false
    send(200, Array.isArray(found) ? { object: 'list', data: found, has_more: false, url: path } : found)
    return true
  })
}

/** One of several paths, each with an answer of its own. */
export function at(answers: Readonly<Record<string, (asked: Asked) => void>>): (asked: Asked) => boolean {
  return (asked) => {
    const answer = answers[asked.path]
    answer?.(asked)
    return answer !== undefined
  }
}

/** Lists as Stripe does; `told` is how it says whether there is more. */
export function listing(
  all: readonly object[],
  told: (more: boolean) => object = (more) => ({ has_more: more }),
): (asked: Asked) => void {
  return ({ query, send }) => {
    const after = query.get('starting_after')
    const from = all.findIndex((object) => 'id' in object && object.id === after) + 1
    const data = all.slice(from, from + Number(query.get('limit') ?? 10))
    send(200, { object: 'list', data, ...told(from + data.length < all.length) })
  }
}

/** Waits for nothing between its tries. */
export function readerOf({ url }: OddServer): ApiReader {
  return createApiReader({
    key: 'sk_test_odd',
    apiBase: url,
    signal: new AbortController().signal,
    onRead: () => {},
    sleep: () => Promise.resolve(),
  })
}

export const charge = (id: string, fields: object = {}): object => ({
  id,
  object: 'charge',
  created: 1_790_000_000,
  amount: 1000,
  amount_captured: 1000,
  amount_refunded: 0,
  captured: true,
  currency: 'eur',
  status: 'succeeded',
  ...fields,
})

/** Charges, newest first. */
export function charges(count: number, fields: object = {}): readonly object[] {
  return Array.from({ length: count }, (_, index) =>
    charge(`ch_${count - index}`, { created: 1_790_000_000 - index * 60, ...fields }),
  )
}
