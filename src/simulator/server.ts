import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Api, type ApiAnswer, type ApiRequest } from './api.ts'
import { type Arrivals, startArrivals } from './demo/arrivals.ts'
import { Control } from './control.ts'
import { type FaultRule, Faults } from './faults.ts'
import { answerWithFault } from './faulty-answers.ts'
import { resources } from './resources/index.ts'
import { RequestLog } from './request-log.ts'
import { seedWorld, type SeedOptions } from './demo/seed.ts'
import { decodeForm, type RawHash } from './wire/form.ts'
import { errorDocument } from './wire/errors.ts'
import { decodeMultipart } from './wire/multipart.ts'
import type { Clock } from './world/clock.ts'
import { randomText } from './world/ids.ts'
import { resumeDeliveries } from './webhooks/deliveries.ts'
import { WebhookSender } from './webhooks/sender.ts'
import { ACCOUNT_VERSION, World } from './world/world.ts'

export interface SimulatorOptions extends Partial<SeedOptions> {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly stateFile?: string | undefined
  readonly liveArrivals?: boolean
  /** Seconds UTC of the world outside, on which the simulator's clock is built; the machine's by default. */
  readonly realTime?: (() => number) | undefined
  /** Told of calls to URLs the simulator does not know. */
  readonly onUnrecognized?: (line: string) => void
}

export interface Simulator {
  readonly url: string
  readonly port: number
  readonly clock: Clock
  readonly world: World
  readonly api: Api
  readonly faults: Faults
  readonly requests: RequestLog
  readonly close: () => Promise<void>
}

/** Builds a world, seeds it, repeats its state file, without any network. `faults` are those that it meets. */
export function createApi(options: SimulatorOptions = {}, faults = new Faults()): Api {
  const world = new World({ stateFile: options.stateFile, realTime: options.realTime })
  const api = new Api(world, resources)
  const commits = world.journal.read()
  const first = commits.flat().find((change) => change.kind === 'seed')
  if (first) world.clock.resume(first.offset)
  else if (options.now !== undefined) world.clock.begin(options.now)
  const seed: SeedOptions = {
    seed: options.seed ?? 'empty',
    payments: options.payments ?? (first?.payments || 3200),
    // A state file goes on from the shop it was begun with, also tomorrow.
    now: first?.now ?? options.now ?? Math.floor(world.clock.now() / 3600) * 3600,
    ...(options.account === undefined ? {} : { account: options.account }),
  }
  if (first && (first.seed !== seed.seed || first.payments !== seed.payments))
    throw new Error(
      `the state file was begun with --seed ${first.seed} --payments ${first.payments}; start with the same or another file`,
    )
  world.seed(() => seedWorld(world, seed))
  if (!first) world.record({ kind: 'seed', ...seed, offset: world.clock.shift })
  world.restore(commits, (change) =>
    change.kind === 'fault' ? faults.restore(change.armed) : api.remember(change),
  )
  faults.onChange = (armed) => world.record({ kind: 'fault', ...(armed ? { armed } : {}) })
  world.events = faults
  world.tick()
  world.journal.commit()
  return api
}

/** Starts the simulator on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const faults = new Faults()
  const api = createApi(options, faults)
  const { world } = api
  const requests = new RequestLog()
  const arrivals: Arrivals = startArrivals(api)
  if (options.liveArrivals) arrivals.start()
  const sender = new WebhookSender(world)
  resumeDeliveries(world)
  world.journal.commit()
  const control = new Control({ api, faults, requests, arrivals, sender, seed: options.seed ?? 'empty' })
  const listener = new Listener(api, faults, requests, control, options.onUnrecognized)
  const server = createServer({ keepAlive: true, noDelay: true }, (request, response) => {
    listener.serve(request, response).catch((error: unknown) => {
      // A bug of the simulator itself: said aloud, in the shape a client can read.
      const message = error instanceof Error ? error.message : String(error)
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'application/json' })
      response.end(
        JSON.stringify(errorDocument({ type: 'api_error', message: `simulator: ${message}` }, 'req_none', 0)),
      )
    })
  })
  server.keepAliveTimeout = 60_000
  let awake = false
  world.wake = () => {
    if (awake) return
    awake = true
    setImmediate(() => {
      awake = false
      world.tick()
    })
  }
  const timer = setInterval(() => world.tick(), 1000)
  timer.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = async (): Promise<void> => {
    clearInterval(timer)
    arrivals.stop()
    world.wake = () => undefined
    await sender.stop()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    world.journal.close()
  }
  world.baseUrl = `http://127.0.0.1:${port}`
  return { url: world.baseUrl, port, clock: world.clock, world, api, faults, requests, close }
}

/** Carries requests between HTTP and the API, and does to them what the armed faults say. */
class Listener {
  private readonly api: Api
  private readonly faults: Faults
  private readonly requests: RequestLog
  private readonly control: Control
  private readonly onUnrecognized: ((line: string) => void) | undefined

  constructor(
    api: Api,
    faults: Faults,
    requests: RequestLog,
    control: Control,
    onUnrecognized?: (line: string) => void,
  ) {
    this.api = api
    this.faults = faults
    this.requests = requests
    this.control = control
    this.onUnrecognized = onUnrecognized
  }

  async serve(http: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = http.method ?? 'GET'
    const [path, query] = split(http.url ?? '/')
    const body = method === 'GET' ? Buffer.alloc(0) : await readBody(http)
    if (body === undefined) {
      refuse(response, 413, 'The request is too large.')
      return
    }
    if (path.startsWith('/_simulator/')) {
      const { status, body: answer } = await this.control.handle(method, path, body.toString('utf8'))
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
      return
    }
    if (path.startsWith('/links/')) {
      this.sendLinked(path.slice('/links/'.length), response)
      return
    }
    if (body.length > 0 && http.headers['content-type']?.startsWith('application/json')) {
      refuse(response, 400, NOT_A_FORM)
      return
    }
    const request = apiRequest(http, method, path, query, body)
    const fault = this.faults.forRequest(method, path)
    // Some faults cut the request off before it reaches the commit of the API.
    this.api.world.journal.commit()
    const answer = fault
      ? await answerWithFault(this.api, fault, request, http, response)
      : this.api.handle(request)
    this.requests.add({
      at: this.api.world.clock.now(),
      method,
      path,
      query,
      body: body.toString('utf8', 0, 4000),
      account: request.account ?? null,
      key: (request.authorization ?? '').slice(-4),
      idempotency_key: request.idempotencyKey ?? null,
      status: answer?.status ?? null,
      fault: fault?.kind ?? null,
      request_id: answer?.requestId ?? null,
      replayed: answer?.headers['Idempotent-Replayed'] === 'true',
    })
    if (answer?.status === 404 && answer.body.includes('Unrecognized request URL'))
      this.onUnrecognized?.(`${method} ${path}`)
    if (answer && !response.headersSent && !response.destroyed) this.send(response, request, answer, fault)
  }

  // A file link is public: whoever has the address gets the file, until it expires.
  private sendLinked(token: string, response: ServerResponse): void {
    this.api.world.tick()
    const found = this.api.linkedFile(token)
    if (found) response.writeHead(200, { 'Content-Type': found.contentType }).end(found.bytes)
    else
      response
        .writeHead(404, { 'Content-Type': 'text/plain' })
        .end('This link does not exist or has expired.')
  }

  private send(response: ServerResponse, request: ApiRequest, answer: ApiAnswer, fault?: FaultRule): void {
    const now = this.api.world.clock.now() + (fault?.kind === 'clock_skew' ? fault.seconds : 0)
    response.sendDate = false
    const bytes =
      answer.file?.bytes ??
      Buffer.from(fault?.kind === 'events_reordered' ? shuffled(answer.body, fault.seed) : answer.body)
    const headers: Record<string, string | number> = {
      'Content-Type': answer.file?.contentType ?? 'application/json',
      'Content-Length': bytes.length,
      Date: new Date(now * 1000).toUTCString(),
      'Request-Id': answer.requestId,
      'Stripe-Version': request.version ?? ACCOUNT_VERSION,
      ...answer.headers,
    }
    if (request.method === 'POST') headers['Stripe-Should-Retry'] = answer.status === 409 ? 'true' : 'false'
    if (request.account) headers['Stripe-Account'] = request.account
    if (fault?.kind === 'truncated_body') {
      response.writeHead(answer.status, headers)
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
    } else if (fault?.kind === 'malformed_json') {
      const broken = Buffer.from(`${answer.body.slice(0, -2)}]`)
      response.writeHead(answer.status, { ...headers, 'Content-Length': broken.length }).end(broken)
    } else if (fault?.kind === 'html_body') {
      const page =
        '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'
      response
        .writeHead(answer.status, { ...headers, 'Content-Type': 'text/html', 'Content-Length': page.length })
        .end(page)
    } else response.writeHead(answer.status, headers).end(bytes)
  }
}

const NOT_A_FORM =
  'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.'

/** Turns a request away before the API sees it. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const requestId = `req_${randomText(14)}`
  const body = JSON.stringify(errorDocument({ type: 'invalid_request_error', message }, requestId, 0))
  response.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': requestId }).end(body)
}

const split = (url: string): [string, string] => {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

const MB = 1024 * 1024
/** More than the largest file that may be uploaded, and than any form. */
const largest = (type: string): number => (isMultipart(type) ? 20 * MB : MB)
const isMultipart = (type: string): boolean => type.startsWith('multipart/form-data')

// Undefined: too large. It is read to its end all the same, so that the client hears the answer.
async function readBody(http: IncomingMessage): Promise<Buffer | undefined> {
  const limit = largest(http.headers['content-type'] ?? '')
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of http) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks = []
  }
  return size > limit ? undefined : Buffer.concat(chunks)
}

function apiRequest(
  http: IncomingMessage,
  method: string,
  path: string,
  query: string,
  body: Buffer,
): ApiRequest {
  const header = (name: string): string | undefined => {
    const value = http.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const type = header('content-type') ?? ''
  const sent: RawHash =
    body.length === 0
      ? {}
      : isMultipart(type)
        ? decodeMultipart(body, type)
        : decodeForm(body.toString('utf8'))
  return {
    method,
    path,
    raw: query === '' ? sent : { ...decodeForm(query), ...sent },
    authorization: header('authorization'),
    account: header('stripe-account') ?? header('stripe-context'),
    version: header('stripe-version'),
    idempotencyKey: header('idempotency-key'),
  }
}

function shuffled(body: string, seed: number): string {
  const page: unknown = JSON.parse(body)
  if (typeof page !== 'object' || page === null || !('data' in page) || !Array.isArray(page.data)) return body
  let state = seed >>> 0
  page.data.sort(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  })
  return JSON.stringify(page)
}
