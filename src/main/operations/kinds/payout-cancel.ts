import { z } from 'zod'
import type { OperationKind } from '../operation-kind.ts'
import {
  actingOn,
  amountParam,
  checkUnchanged,
  currencyParam,
  idOf,
  idParam,
  metadataParam,
  moneyAtStripe,
} from './common.ts'
import { payoutCancelBlocker } from './payout-state.ts'

/** Parameters of a cancellation (https://docs.stripe.com/api/payouts/cancel), which takes no metadata. */
const paramsSchema = z
  .object({
    payout: idParam,
    amount: amountParam,
    currency: currencyParam,
    connected_account: idParam.exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type PayoutCancelParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('payout'),
  id: idParam,
  status: z.literal('canceled'),
})

function understand(answer: unknown, params: PayoutCancelParams) {
  const payout = answerSchema.safeParse(answer).data
  return payout?.id === params.payout ? { id: payout.id, status: payout.status } : null
}

export const payoutCancelKind: OperationKind<PayoutCancelParams> = {
  name: 'payout_cancel',
  params: paramsSchema,
  describe: ({ payout: target, connected_account }) => ({
    target,
    reason: null,
    connectedAccount: connected_account ?? null,
  }),
  guard: async (stripe, params, { amount }) => {
    const payout = await stripe.payouts.retrieve(params.payout, {}, actingOn(params.connected_account))
    const blocker = payoutCancelBlocker(payout)
    if (blocker !== null) throw blocker
    checkUnchanged(amount, moneyAtStripe(payout.amount, payout.currency))
    return { state: `${payout.id} ${payout.status}`, subject: idOf(payout.destination), similar: null }
  },
  send: async (stripe, { payout, connected_account }, idempotencyKey) =>
    await stripe.payouts.cancel(payout, {}, { idempotencyKey, ...actingOn(connected_account) }),
  understand,
  // A payout is canceled once; that it is proves what the operator wanted, whoever asked for it.
  lookUp: async (stripe, params) =>
    understand(await stripe.payouts.retrieve(params.payout, {}, actingOn(params.connected_account)), params),
  touched: ({ payout: id, connected_account: other }) =>
    other === undefined ? [{ type: 'payout', id }] : [],
}
