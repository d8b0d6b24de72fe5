import { decodePercent } from './form.ts'

/** Stripe's four error types. https://docs.stripe.com/api/errors */
export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'

export interface ErrorBody {
  readonly type: ErrorType
  readonly message: string
  readonly code?: string | undefined
  readonly param?: string | undefined
  readonly decline_code?: string | undefined
  readonly advice_code?: string | undefined
  readonly network_decline_code?: string | undefined
  readonly charge?: string | undefined
  readonly payment_intent?: object | undefined
  readonly payment_method?: object | undefined
  readonly setup_intent?: object | undefined
  readonly payment_method_type?: string | undefined
  readonly source?: object | undefined
}

/** An answer that is an error in Stripe's shape. What a handler changed before it threw stays changed. */
export class StripeError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: ErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.message)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** Thrown while reading parameters: nothing was executed, so no idempotent answer is kept. */
export class ValidationError extends StripeError {}

type Detail = Omit<ErrorBody, 'type' | 'message'>

export const invalidRequest = (message: string, detail: Detail = {}, status = 400): StripeError =>
  new StripeError(status, { type: 'invalid_request_error', message, ...detail })

export const invalidParam = (message: string, param: string, code?: string): ValidationError =>
  new ValidationError(400, { type: 'invalid_request_error', message, param, code })

/** Something that a path or parameter names does not exist. */
class MissingError extends StripeError {
  readonly id: string

  constructor(kind: string, id: string, param: string) {
    super(404, {
      type: 'invalid_request_error',
      message: `No such ${kind}: '${id}'`,
      code: 'resource_missing',
      param,
    })
    this.id = id
  }
}

export const noSuch = (kind: string, id: string, param = 'id'): StripeError =>
  new MissingError(kind, id, param)

/**
 * An error as it is answered at a path. Stripe says 404 of what the path names and 400 of what a parameter names; only
 * the payment of a refund is spoken of as if it stood in the path, where it once did.
 */
export function placed(error: unknown, path: string): unknown {
  if (!(error instanceof MissingError) || path === '/v1/refunds') return error
  const named = path.split('/').some((segment) => decodePercent(segment) === error.id)
  return named ? error : new StripeError(400, error.body)
}

export const cardError = (message: string, detail: Detail): StripeError =>
  new StripeError(402, { type: 'card_error', message, ...detail })

/** The JSON document of an error, with the links Stripe adds. */
export function errorDocument(body: ErrorBody, requestId: string, now: number): { error: object } {
  const docUrl = body.code
    ? { doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` }
    : {}
  const log = `https://dashboard.stripe.com/test/logs/${requestId}?t=${now}`
  return { error: { ...body, ...docUrl, request_log_url: log } }
}
