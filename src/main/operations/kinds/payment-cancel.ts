import { z } from 'zod'
import { paymentCancelReasonSchema } from '../../../shared/features/payments/contract.ts'
import type { OperationKind } from '../operation-kind.ts'
import {
  amountParam,
  checkUnchanged,
  currencyParam,
  idOf,
  idParam,
  metadataParam,
  moneyAtStripe,
} from './common.ts'
import { cancelBlocker, payerOf, readIntent } from './payment-intent-state.ts'

/** Parameters of a cancellation (https://docs.stripe.com/api/payment_intents/cancel), which takes no metadata. */
const paramsSchema = z
  .object({
    payment_intent: idParam,
    amount: amountParam,
    currency: currencyParam,
    reason: paymentCancelReasonSchema.exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type CancelParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('payment_intent'),
  id: idParam,
  status: z.literal('canceled'),
  latest_charge: z.union([z.string(), z.object({ id: z.string() })]).nullable(),
})

function understand(answer: unknown, params: CancelParams) {
  const intent = answerSchema.safeParse(answer).data
  return intent?.id === params.payment_intent ? { id: intent.id, status: intent.status } : null
}

export const paymentCancelKind: OperationKind<CancelParams> = {
  name: 'payment_cancel',
  params: paramsSchema,
  describe: ({ payment_intent: target, reason }) => ({
    target,
    reason: reason ?? null,
    connectedAccount: null,
  }),
  guard: async (stripe, params, { amount }) => {
    const intent = await readIntent(stripe, params.payment_intent)
    const blocker = cancelBlocker(intent)
    if (blocker !== null) throw blocker
    checkUnchanged(amount, moneyAtStripe(intent.amount, intent.currency))
    const state = [intent.id, intent.status, idOf(intent.latest_charge) ?? 'none'].join(' ')
    return { state, subject: payerOf(intent), similar: null }
  },
  send: async (stripe, { payment_intent, reason }, idempotencyKey) =>
    await stripe.paymentIntents.cancel(
      payment_intent,
      reason === undefined ? {} : { cancellation_reason: reason },
      { idempotencyKey },
    ),
  understand,
  // A PaymentIntent is canceled once; that it is proves what the operator wanted, whoever asked for it.
  lookUp: async (stripe, params) =>
    understand(await stripe.paymentIntents.retrieve(params.payment_intent), params),
  touched: ({ payment_intent: id }) => [{ type: 'payment_intent', id }],
}
