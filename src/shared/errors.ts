import { z } from 'zod'

/** Every way a call can fail, each with its sentence in both languages in the renderer. */
export const errorCodes = [
  'invalid_input',
  'forbidden_sender',
  'unknown_method',
  'internal',
  'account_not_found',
  'object_not_found',
  'key_missing',
  'key_malformed',
  'key_invalid',
  'key_expired',
  'key_wrong_account',
  'permission_missing',
  'offline',
  'rate_limited',
  'stripe_unavailable',
  'stripe_error',
  'amount_invalid',
  'amount_too_small',
  'money_unknown',
  'refund_exceeds_remaining',
  'already_refunded',
  'payment_disputed',
  'payment_not_refundable',
  'balance_insufficient',
  'destination_not_capable',
  'destination_not_found',
  'payment_not_capturable',
  'payment_not_cancelable',
  'payout_not_cancelable',
  'payout_not_reversible',
  'dispute_closed',
  'source_exceeded',
  'similar_operation',
  'hold_overdue',
  'came_back',
  'object_changed',
  'confirmation_declined',
  'operation_in_progress',
  'operation_not_resolvable',
  'limit_exceeded',
  'typed_amount_needed',
  'approval_needed',
  'operation_held',
  'self_approval',
  'operator_name_taken',
  'operator_too_new',
  'machine_too_new',
  'operator_needed',
  'pin_wrong',
  'pin_throttled',
  'proposal_invalid',
  'proposal_untrusted',
  'proposal_expired',
  'proposal_used',
  'proposal_wrong_account',
  'bulk_rows_refused',
  'saved_queries_full',
  'disk_full',
  'disk_read_only',
  'store_damaged',
  'store_newer',
  'folder_in_use',
  'simulator_unavailable',
] as const
export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** What Stripe said, verbatim (https://docs.stripe.com/api/errors). */
export const stripeErrorDetailSchema = z
  .object({
    status: z.int().nullable(),
    type: z.string().nullable(),
    code: z.string().nullable(),
    declineCode: z.string().nullable(),
    param: z.string().nullable(),
    message: z.string(),
    requestId: z.string().nullable(),
    docUrl: z.string().nullable(),
  })
  .readonly()
export type StripeErrorDetail = z.infer<typeof stripeErrorDetailSchema>

/** A failure as it crosses from main to the renderer; `params` fill the sentence that `code` selects. */
export const failureSchema = z
  .object({
    code: errorCodeSchema,
    message: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    field: z.string().nullable().default(null),
    stripe: stripeErrorDetailSchema.nullable().default(null),
  })
  .readonly()
export type Failure = z.infer<typeof failureSchema>

interface FailureDetails {
  readonly params?: Readonly<Record<string, string | number>>
  readonly field?: string
  readonly stripe?: StripeErrorDetail
  readonly cause?: unknown
}

/** The one error class that is meant to reach a person. `message` is plain English for logs. */
export class CounterfoilError extends Error {
  override readonly name = 'CounterfoilError'
  readonly failure: Failure

  constructor(code: ErrorCode, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.failure = {
      code,
      message,
      params: details.params ?? {},
      field: details.field ?? null,
      stripe: details.stripe ?? null,
    }
  }

  static from(failure: Failure): CounterfoilError {
    return new CounterfoilError(failure.code, failure.message, {
      params: failure.params,
      ...(failure.field === null ? {} : { field: failure.field }),
      ...(failure.stripe === null ? {} : { stripe: failure.stripe }),
    })
  }
}

/** Any error as one for people: ours as it is, another as `internal`. */
export function asCounterfoilError(error: unknown): CounterfoilError {
  if (error instanceof CounterfoilError) return error
  return new CounterfoilError('internal', error instanceof Error ? error.message : String(error), {
    cause: error,
  })
}
