import type { Operation } from '../../shared/features/operations/contract.ts'
import { applicationFeeRefundKind } from './kinds/application-fee-refund.ts'
import { captureKind } from './kinds/capture.ts'
import { disputeAcceptanceKind } from './kinds/dispute-acceptance.ts'
import { disputeEvidenceKind } from './kinds/dispute-evidence.ts'
import { paymentCancelKind } from './kinds/payment-cancel.ts'
import { payoutCancelKind } from './kinds/payout-cancel.ts'
import { payoutKind } from './kinds/payout.ts'
import { payoutReversalKind } from './kinds/payout-reversal.ts'
import { refundKind } from './kinds/refund.ts'
import { transferKind } from './kinds/transfer.ts'
import { transferReversalKind } from './kinds/transfer-reversal.ts'
import { type BindableKind, bindable } from './operation-kind.ts'

/** Every kind of money operation there is. */
export const operationKindTable: Readonly<Record<Operation['kind'], BindableKind>> = {
  refund: bindable(refundKind),
  capture: bindable(captureKind),
  payment_cancel: bindable(paymentCancelKind),
  payout: bindable(payoutKind),
  payout_cancel: bindable(payoutCancelKind),
  payout_reversal: bindable(payoutReversalKind),
  transfer: bindable(transferKind),
  transfer_reversal: bindable(transferReversalKind),
  application_fee_refund: bindable(applicationFeeRefundKind),
  dispute_evidence: bindable(disputeEvidenceKind),
  dispute_acceptance: bindable(disputeAcceptanceKind),
}
