import http from 'node:http'
import https from 'node:https'
import { Stripe } from 'stripe'
import type { RateGate } from './rate-gate.ts'
import { TransportError } from './transport-error.ts'

/** One request as the read meter and the request log see it. */
export interface RequestRecord {
  readonly method: string
  /** With ids, without the query. */
  readonly path: string
  readonly status: number | null
  readonly requestId: string | null
  readonly milliseconds: number
  /** Stripe's clock when it answered, seconds UTC, from the `Date` header. */
  readonly serverTime: number | null
}

interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface Outgoing {
  readonly host: string
  readonly port: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly protocol: string
  readonly body: string
  readonly timeout: number
}

const LARGEST_BODY = 64 * 1024 * 1024
/** How old a write may be when it leaves, milliseconds: a computer that slept in between must not send it. */
const OLDEST_WRITE = 600_000

/** More than is taken in; of a list fewer objects may be asked for. */
export class AnswerTooLarge extends TransportError {
  constructor(status: number, headers: Readonly<Record<string, string>>) {
    super('garbled', 'The answer is too large', { status, headers })
  }
}

class Response extends Stripe.HttpClientResponse {
  readonly #json: Readonly<Record<string, unknown>>

  constructor(received: Received, json: Readonly<Record<string, unknown>>) {
    super(received.status, received.headers)
    this.#json = json
  }

  override getRawResponse(): unknown {
    return { statusCode: this.getStatusCode(), headers: this.getHeaders() }
  }

  override toJSON(): Promise<Readonly<Record<string, unknown>>> {
    return Promise.resolve(this.#json)
  }
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

/** The SDK reports programs it finds in the environment; this console says only who it is. */
function withoutEnvironment(headers: object): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'X-Stripe-Client-User-Agent' || value === undefined || value === null) continue
    kept[name] = name === 'User-Agent' ? String(value).replace(/ AIAgent\/\S+/, '') : String(value)
  }
  return kept
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Stripe's JSON, or a `garbled` error: the SDK by itself takes any JSON without `error` for success. */
function understand(received: Received): Readonly<Record<string, unknown>> {
  const json = parseJson(received.body)
  const ok = received.status >= 200 && received.status < 300
  if (isRecord(json) && (ok ? json['error'] === undefined : isRecord(json['error']))) return json
  throw new TransportError('garbled', `The answer (HTTP ${received.status}) is not Stripe's JSON`, {
    status: received.status,
    headers: received.headers,
  })
}

function send(
  out: Outgoing,
  agents: { readonly http: http.Agent; readonly https: https.Agent },
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const secure = out.protocol === 'https'
    // A kept-alive socket may already be closed at the other end, which would leave a write's outcome unknown for
    // nothing; so only reads share connections.
    const agent = out.method === 'GET' ? (secure ? agents.https : agents.http) : false
    let reached = false
    let deadline: NodeJS.Timeout | undefined
    const { host, port, path, method, headers } = out
    const request = (secure ? https : http).request({ host, port, path, method, headers, agent })
    const fail = (error: TransportError): void => {
      clearTimeout(deadline)
      reject(error)
      request.destroy()
    }
    const lost = (cause: unknown): void =>
      fail(
        reached
          ? new TransportError('lost', 'The connection to Stripe broke before the answer was complete', {
              cause,
            })
          : new TransportError('not_reached', 'Stripe could not be reached', { cause }),
      )
    // The whole exchange is bounded, not just its silences, so that a slow drip ends too.
    deadline = setTimeout(() => {
      fail(new TransportError(reached ? 'timeout' : 'not_reached', `No answer within ${out.timeout} ms`))
    }, out.timeout)
    request.on('socket', (socket) => {
      if (!socket.connecting) {
        reached = true
        return
      }
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        reached = true
      })
    })
    request.on('error', lost)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      const status = response.statusCode ?? 0
      const received = plainHeaders(response.headers)
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        size += chunk.length
        if (size > LARGEST_BODY) fail(new AnswerTooLarge(status, received))
      })
      response.on('error', lost)
      response.on('close', () => {
        if (!response.complete) {
          fail(new TransportError('lost', 'The answer was cut short', { status, headers: received }))
          return
        }
        clearTimeout(deadline)
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    request.end(out.body)
  })
}

function serverTime(headers: Readonly<Record<string, string>>): number | null {
  const milliseconds = Date.parse(headers['date'] ?? '')
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000)
}

/** Milliseconds to wait after a 429, by `Retry-After` (seconds or a date), at least one second and at most sixty. */
export function backOff(headers: Readonly<Record<string, string>>): number {
  const value = headers['retry-after'] ?? ''
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(milliseconds) ? 1000 : Math.min(60_000, Math.max(1000, milliseconds))
}

export interface HttpClientOptions {
  readonly gate: RateGate
  readonly onRequest: (record: RequestRecord) => void
}

/**
 * The SDK's HTTP, done so that one call is one request: no hidden retry, a bounded wait, and an answer that is not
 * Stripe's JSON is an error whatever its status.
 */
export class SingleShotHttpClient extends Stripe.HttpClient {
  readonly #options: HttpClientOptions
  readonly #agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: 32 }),
    https: new https.Agent({ keepAlive: true, maxSockets: 32 }),
  }

  constructor(options: HttpClientOptions) {
    super()
    this.#options = options
  }

  override getClientName(): string {
    return 'node'
  }

  override async makeRequest(
    host: string,
    port: string,
    path: string,
    method: string,
    headers: object,
    body: string,
    protocol: string,
    timeout: number,
  ): Promise<Stripe.HttpClientResponse> {
    const plainPath = path.split('?', 1)[0] ?? path
    const asked = Date.now()
    await this.#options.gate.pass(method, plainPath)
    if (method !== 'GET' && Date.now() - asked > OLDEST_WRITE) {
      throw new TransportError('not_reached', 'The request was too old to be sent when its turn came')
    }
    const started = performance.now()
    const record = (status: number | null, received: Readonly<Record<string, string>>): void =>
      this.#options.onRequest({
        method,
        path: plainPath,
        status,
        requestId: received['request-id'] ?? null,
        milliseconds: performance.now() - started,
        serverTime: serverTime(received),
      })
    try {
      const received = await send(
        { host, port, path, method, headers: withoutEnvironment(headers), protocol, body, timeout },
        this.#agents,
      )
      record(received.status, received.headers)
      if (received.status === 429) this.#options.gate.holdBack(backOff(received.headers))
      return new Response(received, understand(received))
    } catch (error) {
      if (error instanceof TransportError && error.failure !== 'garbled') record(error.status, error.headers)
      throw error
    }
  }
}
