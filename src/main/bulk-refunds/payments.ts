import type { Money } from '../../shared/money.ts'

/** What a dry run must know of a payment. */
export interface RefundablePayment {
  readonly charge: string
  /** Captured and taken, in the payment's currency. */
  readonly captured: Money
  readonly refunded: Money
  /** False where money was only authorised, or never taken. */
  readonly isCaptured: boolean
  /** True where a dispute has taken the money back already; an inquiry does not. */
  readonly isDisputed: boolean
}

/**
 * Looks up payments by charge, PaymentIntent or, for any other text, by the order id in their metadata. A target that
 * is not in the answer is unknown; one with several payments is ambiguous.
 */
export type FindPayments = (
  targets: readonly string[],
) => Promise<ReadonlyMap<string, readonly RefundablePayment[]>>
