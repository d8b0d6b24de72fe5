import { z } from 'zod'
import type { OperationKind } from '../operation-kind.ts'
import {
  actingOn,
  amountParam,
  checkUnchanged,
  currencyParam,
  idOf,
  idParam,
  madeBy,
  metadataAnswer,
  metadataParam,
  moneyAtStripe,
} from './common.ts'
import { payoutReversalBlocker } from './payout-state.ts'

/** Parameters of `POST /v1/payouts/{id}/reverse` (https://docs.stripe.com/api/payouts/reverse). */
const paramsSchema = z
  .object({
    payout: idParam,
    amount: amountParam,
    currency: currencyParam,
    connected_account: idParam.exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type PayoutReversalParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('payout'),
  id: idParam,
  status: z.string(),
  original_payout: z.union([z.string(), z.object({ id: z.string() })]).nullable(),
  metadata: metadataAnswer,
})

function understand(answer: unknown, params: PayoutReversalParams) {
  const reversal = answerSchema.safeParse(answer).data
  if (reversal === undefined || idOf(reversal.original_payout) !== params.payout) return null
  return madeBy(reversal, params) ? { id: reversal.id, status: reversal.status } : null
}

export const payoutReversalKind: OperationKind<PayoutReversalParams> = {
  name: 'payout_reversal',
  params: paramsSchema,
  describe: ({ payout: target, connected_account }) => ({
    target,
    reason: null,
    connectedAccount: connected_account ?? null,
  }),
  guard: async (stripe, params, { amount }) => {
    const payout = await stripe.payouts.retrieve(params.payout, {}, actingOn(params.connected_account))
    const blocker = payoutReversalBlocker(payout, params.connected_account ?? null)
    if (blocker !== null) throw blocker
    checkUnchanged(amount, moneyAtStripe(payout.amount, payout.currency))
    return { state: `${payout.id} ${payout.status}`, subject: idOf(payout.destination), similar: null }
  },
  send: async (stripe, { payout, connected_account, metadata }, idempotencyKey) =>
    await stripe.payouts.reverse(payout, { metadata }, { idempotencyKey, ...actingOn(connected_account) }),
  understand,
  lookUp: async (stripe, params) => {
    const on = actingOn(params.connected_account)
    const reversedBy = idOf((await stripe.payouts.retrieve(params.payout, {}, on)).reversed_by)
    return reversedBy === null ? null : understand(await stripe.payouts.retrieve(reversedBy, {}, on), params)
  },
  // Only connected accounts' payouts can be reversed, and the mirror holds the account's own.
  touched: () => [],
}
