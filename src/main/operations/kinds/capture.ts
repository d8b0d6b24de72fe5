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
  moneyAtStripe,
} from './common.ts'
import { checkMinimum } from './minimum.ts'
import { captureBlocker, payerOf, readIntent } from './payment-intent-state.ts'

/** Parameters of a capture (https://docs.stripe.com/api/payment_intents/capture); the rest is released. */
const paramsSchema = z
  .object({ payment_intent: idParam, amount: amountParam, currency: currencyParam, metadata: metadataParam })
  .strict()
type CaptureParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('payment_intent'),
  id: idParam,
  status: z.string(),
  amount_received: z.int(),
  latest_charge: z.union([z.string(), z.object({ id: z.string() })]).nullable(),
  metadata: metadataAnswer,
})

const CAPTURED: ReadonlySet<string> = new Set(['succeeded', 'processing'])

/** A capture leaves its id on the PaymentIntent, where the answer and any later look find it. */
function understand(answer: unknown, params: CaptureParams) {
  const intent = answerSchema.safeParse(answer).data
  if (intent === undefined || !madeBy(intent, params) || !CAPTURED.has(intent.status)) return null
  if (intent.status === 'succeeded' && intent.amount_received !== params.amount) return null
  return { id: idOf(intent.latest_charge) ?? intent.id, status: intent.status }
}

export const captureKind: OperationKind<CaptureParams> = {
  name: 'capture',
  params: paramsSchema,
  describe: ({ payment_intent: target }) => ({ target, reason: null, connectedAccount: null }),
  guard: async (stripe, params, { amount }) => {
    const intent = await readIntent(stripe, params.payment_intent)
    const blocker = captureBlocker(intent)
    if (blocker !== null) throw blocker
    const capturable = moneyAtStripe(intent.amount_capturable, intent.currency)
    checkAmount(amount, capturable.currency)
    checkRemaining(amount, capturable.amount, 'source_exceeded')
    checkMinimum(amount)
    return { state: `${intent.id} ${intent.status}`, subject: payerOf(intent), similar: null }
  },
  send: async (stripe, { payment_intent, amount, metadata }, idempotencyKey) =>
    await stripe.paymentIntents.capture(
      payment_intent,
      { amount_to_capture: amount, metadata },
      { idempotencyKey },
    ),
  understand,
  lookUp: async (stripe, params) =>
    understand(await stripe.paymentIntents.retrieve(params.payment_intent), params),
  touched: ({ payment_intent: id }, result) => [
    { type: 'payment_intent', id },
    ...(result === null || result.id === id ? [] : [{ type: 'charge', id: result.id }]),
  ],
}
