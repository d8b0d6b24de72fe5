import { z } from 'zod'
import { CounterfoilError } from '../../../shared/errors.ts'
import type { OperationKind } from '../operation-kind.ts'
import {
  amountParam,
  checkAmount,
  checkRemaining,
  currencyParam,
  idOf,
  idParam,
  madeBy,
  metadataAnswer,
  metadataParam,
  similarOf,
} from './common.ts'

/** Parameters of `POST /v1/application_fees/{id}/refunds` (https://docs.stripe.com/api/fee_refunds/create). */
const paramsSchema = z
  .object({ fee: idParam, amount: amountParam, currency: currencyParam, metadata: metadataParam })
  .strict()
type FeeRefundParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('fee_refund'),
  id: idParam,
  amount: z.int(),
  metadata: metadataAnswer,
})

export const applicationFeeRefundKind: OperationKind<FeeRefundParams> = {
  name: 'application_fee_refund',
  params: paramsSchema,
  describe: ({ fee: target }) => ({ target, reason: null, connectedAccount: null }),
  guard: async (stripe, params, wanted) => {
    const { amount } = wanted
    const [fee, newest] = await Promise.all([
      stripe.applicationFees.retrieve(params.fee),
      stripe.applicationFees.listRefunds(params.fee, { limit: 100 }),
    ])
    checkAmount(amount, fee.currency)
    const left = fee.amount - fee.amount_refunded
    if (left <= 0) throw new CounterfoilError('already_refunded', 'This fee is refunded in full')
    checkRemaining(amount, left, 'refund_exceeds_remaining')
    return {
      state: [fee.id, fee.amount_refunded, newest.data[0]?.id ?? 'none'].join(' '),
      subject: idOf(fee.account),
      similar: similarOf(newest.data, wanted),
    }
  },
  send: async (stripe, { fee, amount, metadata }, idempotencyKey) =>
    await stripe.applicationFees.createRefund(fee, { amount, metadata }, { idempotencyKey }),
  understand: (answer, params) => {
    const refund = answerSchema.safeParse(answer).data
    if (refund === undefined || refund.amount !== params.amount || !madeBy(refund, params)) return null
    return { id: refund.id, status: null }
  },
  lookUp: async (stripe, params) => {
    for await (const refund of stripe.applicationFees.listRefunds(params.fee, { limit: 100 })) {
      if (madeBy(refund, params)) return { id: refund.id, status: null }
    }
    return null
  },
  touched: ({ fee: id }) => [{ type: 'application_fee', id }],
}
