import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { feeOf, feeShare, refundFee } from './application-fees.ts'
import { checkReversible, makeReversal } from './transfer-reversals.ts'

interface Wanted {
  readonly reverseTransfer?: boolean
  readonly refundApplicationFee?: boolean
}

/** What a refund does beyond its own account, checked beforehand and done in parts around the refund itself. */
export interface ConnectPlan {
  /** Reverses the transfer for this refund; answers the reversal's id. */
  readonly reverse: (refund: string) => string | null
  /** What the refund's own transaction gives back of the application fee (direct charges), settled minor units. */
  readonly feeBack: number
  /** Gives the application fee back. `funded`: the refund's own transaction has credited `feeBack`. */
  readonly returnFee: (funded: boolean) => void
}

/** How much of the transfer goes back with a refund of `amount`: the same part, and all of it in the end. */
function reversalAmount(charge: Stripe.Charge, transfer: Stripe.Transfer, amount: number): number {
  const left = transfer.amount - transfer.amount_reversed
  if (charge.amount_refunded + amount >= charge.amount) return left
  return Math.min(left, Math.round((transfer.amount * amount) / charge.amount_captured))
}

/** Throws what Stripe answers when a refund asks for a transfer or a fee that is not there. */
export function connectPlan(
  scope: Scope,
  charge: Stripe.Charge,
  amount: number,
  wanted: Wanted,
): ConnectPlan {
  const transfer = scope.account.get('transfer', idOf(charge.transfer) ?? '')
  if (wanted.reverseTransfer && !transfer)
    throw invalidRequest(
      `Cannot reverse transfer on a charge without an associated transfer: ${charge.id} has none.`,
      { param: 'reverse_transfer' },
    )
  const fee = feeOf(scope, charge)
  if (wanted.refundApplicationFee && !fee)
    throw invalidRequest(
      `Cannot refund the application fee of a charge without one: ${charge.id} has none.`,
      { param: 'refund_application_fee' },
    )
  const back = wanted.reverseTransfer && transfer ? reversalAmount(charge, transfer, amount) : 0
  const returned = wanted.refundApplicationFee && fee ? feeShare(fee, charge, amount) : 0
  if (transfer && back > 0) checkReversible(scope, transfer, back, returned)
  const direct = scope.account.id !== scope.world.platformId
  return {
    // The reversal of a destination charge carries its fee.
    reverse: (refund) =>
      transfer && back > 0
        ? makeReversal(scope, transfer, back, { sourceRefund: refund, feeBack: returned }).id
        : null,
    feeBack: direct ? returned : 0,
    returnFee: (funded) => {
      if (!fee || returned === 0 || (!direct && back > 0)) return
      refundFee(scope, fee, returned, { credited: direct && funded })
    },
  }
}
