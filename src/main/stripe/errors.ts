import { Stripe } from 'stripe'
import {
  asCounterfoilError,
  CounterfoilError,
  type ErrorCode,
  type StripeErrorDetail,
} from '../../shared/errors.ts'
import { TransportError } from './transport-error.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What Stripe said, as far as it could be read. */
export function stripeErrorDetail(error: InstanceType<typeof Stripe.errors.StripeError>): StripeErrorDetail {
  return {
    status: error.statusCode ?? null,
    type: text(error.rawType),
    code: text(error.code),
    declineCode: text(error.decline_code),
    param: text(error.param),
    message: error.message,
    requestId: text(error.requestId),
    docUrl: text(error.doc_url),
  }
}

/** The transport's own error under an SDK error, where there is one. */
export function transportError(error: unknown): TransportError | null {
  if (error instanceof TransportError) return error
  if (error instanceof Stripe.errors.StripeConnectionError && error.detail instanceof TransportError) {
    return error.detail
  }
  return null
}

/** The permission a restricted key lacks, in Stripe's words (`rak_charge_read`), from a 403's message. */
export function missingPermission(message: string): string | null {
  return /\brak_[a-z0-9_]+/.exec(message)?.[0] ?? null
}

const byStripeCode: Readonly<Record<string, ErrorCode>> = {
  amount_too_small: 'amount_too_small',
  balance_insufficient: 'balance_insufficient',
  charge_already_refunded: 'already_refunded',
  charge_disputed: 'payment_disputed',
  charge_not_refundable: 'payment_not_refundable',
  idempotency_key_in_use: 'operation_in_progress',
  lock_timeout: 'operation_in_progress',
  refund_disputed_payment: 'payment_disputed',
}

function codeFor(status: number | null, stripeCode: string | null): ErrorCode {
  if (status === 401) return stripeCode === 'api_key_expired' ? 'key_expired' : 'key_invalid'
  if (status === 403) return 'permission_missing'
  if (status === 404 || stripeCode === 'resource_missing') return 'object_not_found'
  if (status === 429 || stripeCode === 'rate_limit') return 'rate_limited'
  if (status !== null && status >= 500) return 'stripe_unavailable'
  return (stripeCode === null ? undefined : byStripeCode[stripeCode]) ?? 'stripe_error'
}

/** Stripe gives an over-refund no code, only its sentence. */
function isOverRefund(detail: StripeErrorDetail): boolean {
  return detail.param === 'amount' && /greater than unrefunded amount/i.test(detail.message)
}

/**
 * Any error of a call to Stripe as one for people (https://docs.stripe.com/api/errors): `offline` where no answer came,
 * `stripe_unavailable` for 5xx and answers that are not Stripe's, else by what Stripe said. Ours pass through.
 */
export function mapStripeError(error: unknown): CounterfoilError {
  if (error instanceof CounterfoilError) return error
  const transport = transportError(error)
  if (transport !== null) {
    const answered = transport.failure === 'garbled' || (transport.status !== null && transport.status >= 500)
    return new CounterfoilError(answered ? 'stripe_unavailable' : 'offline', transport.message, {
      cause: error,
      stripe: {
        status: transport.status,
        type: null,
        code: null,
        declineCode: null,
        param: null,
        message: transport.message,
        requestId: transport.headers['request-id'] ?? null,
        docUrl: null,
      },
    })
  }
  if (error instanceof Stripe.errors.StripeError) {
    const stripe = stripeErrorDetail(error)
    const code = isOverRefund(stripe) ? 'refund_exceeds_remaining' : codeFor(stripe.status, stripe.code)
    const permission = code === 'permission_missing' ? missingPermission(stripe.message) : null
    return new CounterfoilError(code, stripe.message, {
      stripe,
      cause: error,
      params: permission === null ? {} : { permission },
    })
  }
  return asCounterfoilError(error)
}
