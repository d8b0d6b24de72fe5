import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Api, ApiAnswer, ApiRequest } from './api.ts'
import type { FaultRule } from './faults.ts'
import { errorDocument } from './wire/errors.ts'
import { randomText } from './world/ids.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const SORRY = 'An unknown error occurred. If the problem persists, let us know at support@stripe.com.'

function fail(
  status: number,
  message: string,
  code?: string,
  headers: Readonly<Record<string, string>> = {},
  type: 'api_error' | 'invalid_request_error' = 'invalid_request_error',
): ApiAnswer {
  const requestId = `req_${randomText(14)}`
  return {
    status,
    body: JSON.stringify(errorDocument({ type, message, code }, requestId, 0)),
    headers,
    requestId,
  }
}

/** Answers a request as an armed fault says: before, after or instead of what it does. Undefined: nothing may be sent any more. */
export async function answerWithFault(
  api: Api,
  fault: FaultRule,
  request: ApiRequest,
  http: IncomingMessage,
  response: ServerResponse,
): Promise<ApiAnswer | undefined> {
  const { kind, ms } = fault
  const cut = (): undefined => {
    http.socket.destroy()
    return undefined
  }
  switch (kind) {
    case 'reset_before':
      return cut()
    case 'reset_after':
      api.handle(request)
      return cut()
    case 'timeout_before':
      await sleep(ms)
      return cut()
    case 'timeout_after':
      api.handle(request)
      await sleep(ms)
      return cut()
    case 'delay':
      return held(api, request, ms)
    case 'slow_drip':
      await drip(response, api.handle(request), ms)
      return undefined
    case 'rate_limit':
      return fail(
        429,
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        'rate_limit',
        { 'Stripe-Rate-Limited-Reason': fault.reason },
      )
    case 'lock_timeout':
      return fail(
        429,
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.',
        'lock_timeout',
      )
    case 'conflict_lock':
      return fail(
        409,
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
        'lock_timeout',
        { 'Stripe-Should-Retry': 'true' },
      )
    case 'key_revoked':
      return fail(401, 'Invalid API Key provided: sk_test_*********revoked')
    case 'permission_missing':
      return fail(
        403,
        `The provided key does not have the required permissions for this endpoint. Having the 'rak_${request.path.split('/')[2]?.replace(/s$/, '') ?? ''}_${request.method === 'GET' ? 'read' : 'write'}' permission would allow this request to continue.`,
      )
    case 'status_500_before':
    case 'status_502_before':
    case 'status_503_before':
      return fail(Number(kind.slice(7, 10)), SORRY, undefined, {}, 'api_error')
    case 'status_500_after':
      return api.handle(request, { instead: { status: 500, message: SORRY } })
    case 'status_502_after':
    case 'status_503_after':
      // A gateway in front of the API: the API itself answered, and remembers that answer.
      api.handle(request)
      return fail(Number(kind.slice(7, 10)), SORRY, undefined, {}, 'api_error')
    case 'truncated_body':
    case 'malformed_json':
    case 'html_body':
    case 'clock_skew':
    case 'events_reordered':
    case 'events_duplicated':
    case 'events_delayed':
    case 'events_lost':
      // Done to the answer in `send`, or to events as they are made.
      return api.handle(request)
  }
}

// While a request is held back its idempotency key is in use.
async function held(api: Api, request: ApiRequest, ms: number): Promise<ApiAnswer> {
  const name = api.idempotencyName(request)
  if (name === undefined || api.idempotency.has(name)) {
    await sleep(ms)
    return api.handle(request)
  }
  if (!api.idempotency.hold(name)) return api.handle(request)
  await sleep(ms)
  api.idempotency.end(name)
  return api.handle(request)
}

async function drip(response: ServerResponse, answer: ApiAnswer, ms: number): Promise<void> {
  const bytes = answer.file?.bytes ?? Buffer.from(answer.body)
  const parts = 10
  response.writeHead(answer.status, {
    'Content-Type': answer.file?.contentType ?? 'application/json',
    'Content-Length': bytes.length,
    'Request-Id': answer.requestId,
  })
  const step = Math.ceil(bytes.length / parts)
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step))
    await sleep(ms / parts)
  }
  response.end()
}
