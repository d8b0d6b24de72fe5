import { z } from 'zod'
import { CounterfoilError } from '../../../shared/errors.ts'
import { refundReasonSchema } from '../../../shared/features/refunds/contract.ts'
import type { Money } from '../../../shared/money.ts'
import type { OperationKind } from '../operation-kind.ts'
import {
  amountParam,
  checkAmount,
  checkRemaining,
  idOf,
  idParam,
  madeBy,
  metadataAnswer,
  metadataParam,
  similarOf,
} from './common.ts'
import { readRefundState, refundBlockers, refundStateName, type RefundState } from './refund-state.ts'

/** Parameters of `POST /v1/refunds` (https://docs.stripe.com/api/refunds/create); `amount` is never left out. */
const paramsSchema = z
  .object({
    charge: idParam,
    amount: amountParam,
    reason: refundReasonSchema.exactOptional(),
    refund_application_fee: z.literal(true).exactOptional(),
    reverse_transfer: z.literal(true).exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type RefundParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('refund'),
  id: idParam,
  amount: z.int(),
  status: z.string().nullable(),
  metadata: metadataAnswer,
})

/** Throws where this amount cannot be refunded now. */
export function checkRefundAmount(state: RefundState, amount: Money): void {
  const [blocker] = refundBlockers(state)
  if (blocker !== undefined) throw blocker
  checkAmount(amount, state.remaining.currency)
  checkRemaining(amount, state.remaining.amount, 'refund_exceeds_remaining')
}

/** Throws where the payment has nothing at a connected account to take back. */
export function checkConnectOptions(
  { charge }: RefundState,
  params: { readonly refund_application_fee?: true; readonly reverse_transfer?: true },
): void {
  const missing =
    params.refund_application_fee === true && charge.application_fee_amount === null
      ? 'application_fee'
      : params.reverse_transfer === true && idOf(charge.transfer) === null
        ? 'transfer'
        : null
  if (missing === null) return
  throw new CounterfoilError('payment_not_refundable', `The payment has no ${missing}`, {
    params: { reason: missing },
  })
}

export const refundKind: OperationKind<RefundParams> = {
  name: 'refund',
  params: paramsSchema,
  describe: ({ charge, reason }) => ({ target: charge, reason: reason ?? null, connectedAccount: null }),
  guard: async (stripe, params, wanted) => {
    const { amount } = wanted
    const state = await readRefundState(
      stripe,
      await stripe.charges.retrieve(params.charge, { expand: ['balance_transaction'] }),
    )
    checkRefundAmount(state, amount)
    checkConnectOptions(state, params)
    const { name, email } = state.charge.billing_details
    const shownAs = idOf(state.charge.payment_intent) ?? state.charge.id
    const made = state.refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')
    return {
      state: refundStateName(state),
      subject: name ?? email,
      shownAs,
      similar: similarOf(made, wanted),
    }
  },
  send: async (stripe, params, idempotencyKey) => await stripe.refunds.create(params, { idempotencyKey }),
  understand: (answer, params) => {
    const refund = answerSchema.safeParse(answer).data
    if (refund === undefined || refund.amount !== params.amount || !madeBy(refund, params)) return null
    return { id: refund.id, status: refund.status }
  },
  // A list, because Stripe's search lags behind.
  lookUp: async (stripe, params) => {
    for await (const refund of stripe.refunds.list({ charge: params.charge, limit: 100 })) {
      if (madeBy(refund, params)) return { id: refund.id, status: refund.status }
    }
    return null
  },
  touched: ({ charge }, result) => [
    { type: 'charge', id: charge },
    ...(result === null ? [] : [{ type: 'refund', id: result.id }]),
  ],
}
