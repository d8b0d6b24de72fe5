import type { FaultedKind } from './kind.ts'
import { payout } from './payout.ts'
import { refund } from './refund.ts'
import { transfer } from './transfer.ts'
import { transferReversal } from './transfer-reversal.ts'

/** Every kind that is tried. */
export const faultedKinds: readonly [FaultedKind, ...FaultedKind[]] = [
  refund,
  payout,
  transfer,
  transferReversal,
]
