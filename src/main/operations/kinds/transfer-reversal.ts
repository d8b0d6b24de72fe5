import { z } from 'zod'
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

/** Parameters of `POST /v1/transfers/{id}/reversals` (https://docs.stripe.com/api/transfer_reversals/create). */
const paramsSchema = z
  .object({
    transfer: idParam,
    amount: amountParam,
    currency: currencyParam,
    description: z.string().max(500).exactOptional(),
    refund_application_fee: z.literal(true).exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type ReversalParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('transfer_reversal'),
  id: idParam,
  amount: z.int(),
  metadata: metadataAnswer,
})

export const transferReversalKind: OperationKind<ReversalParams> = {
  name: 'transfer_reversal',
  params: paramsSchema,
  describe: ({ transfer, description }) => ({
    target: transfer,
    reason: description ?? null,
    connectedAccount: null,
  }),
  guard: async (stripe, params, wanted) => {
    const { amount } = wanted
    const [transfer, newest] = await Promise.all([
      stripe.transfers.retrieve(params.transfer),
      stripe.transfers.listReversals(params.transfer, { limit: 100 }),
    ])
    checkAmount(amount, transfer.currency)
    checkRemaining(amount, transfer.amount - transfer.amount_reversed, 'source_exceeded')
    return {
      state: [transfer.id, transfer.amount_reversed, newest.data[0]?.id ?? 'none'].join(' '),
      subject: idOf(transfer.destination),
      similar: similarOf(newest.data, wanted),
    }
  },
  send: async (stripe, { transfer, currency: _currency, ...params }, idempotencyKey) =>
    await stripe.transfers.createReversal(transfer, params, { idempotencyKey }),
  understand: (answer, params) => {
    const reversal = answerSchema.safeParse(answer).data
    if (reversal === undefined || reversal.amount !== params.amount || !madeBy(reversal, params)) return null
    return { id: reversal.id, status: null }
  },
  lookUp: async (stripe, params) => {
    for await (const reversal of stripe.transfers.listReversals(params.transfer, { limit: 100 })) {
      if (madeBy(reversal, params)) return { id: reversal.id, status: null }
    }
    return null
  },
  touched: ({ transfer: id }) => [{ type: 'transfer', id }],
}
