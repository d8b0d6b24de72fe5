import { z } from 'zod'
import { payoutMethodSchema, payoutSourceTypeSchema } from '../../../shared/features/payouts/contract.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import { money } from '../../../shared/money.ts'
import type { OperationKind } from '../operation-kind.ts'
import {
  DAY,
  actingOn,
  amountParam,
  availableOf,
  checkAmount,
  checkAvailable,
  currencyParam,
  idParam,
  madeBy,
  metadataAnswer,
  metadataParam,
} from './common.ts'
import {
  checkDestination,
  destinationLabel,
  payoutStep,
  readDestinations,
  similarPayout,
} from './payout-state.ts'

/** Parameters of `POST /v1/payouts` (https://docs.stripe.com/api/payouts/create). */
const paramsSchema = z
  .object({
    amount: amountParam,
    currency: currencyParam,
    method: payoutMethodSchema,
    destination: idParam.exactOptional(),
    source_type: payoutSourceTypeSchema.exactOptional(),
    description: z.string().max(500).exactOptional(),
    statement_descriptor: z.string().max(22).exactOptional(),
    /** Sent as the account acted on, not as a parameter. */
    connected_account: idParam.exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type PayoutParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('payout'),
  id: idParam,
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  metadata: metadataAnswer,
})

export const payoutKind: OperationKind<PayoutParams> = {
  name: 'payout',
  params: paramsSchema,
  describe: ({ destination, currency, connected_account, description }) => ({
    target: destination ?? connected_account ?? `default-${currency}`,
    reason: description ?? null,
    connectedAccount: connected_account ?? null,
  }),
  guard: async (stripe, params, { amount, now }) => {
    const { currency, method } = params
    const connectedAccount = params.connected_account ?? null
    checkAmount(amount, currency, payoutStep(currency))
    const on = actingOn(connectedAccount)
    const [balance, destinations, newest] = await Promise.all([
      stripe.balance.retrieve({}, on),
      readDestinations(stripe, connectedAccount),
      stripe.payouts.list({ limit: 1 }, on),
    ])
    const destination = checkDestination(destinations, {
      destination: params.destination ?? null,
      method,
      currency,
    })
    const instant = balance.instant_available?.find((each) => each.currency === currency)
    if (method === 'instant' && balance.instant_available !== undefined && instant === undefined) {
      throw new CounterfoilError('balance_insufficient', 'Nothing can be paid out instantly', {
        field: 'amount',
        params: { available: 0, currency },
      })
    }
    checkAvailable(
      amount,
      method === 'instant' && instant !== undefined
        ? money(instant.amount, currency)
        : availableOf(balance, currency, params.source_type),
    )
    const to = { destination: params.destination ?? null, connectedAccount, since: now - DAY }
    const similar = await similarPayout(stripe, amount, to)
    return {
      // A payout has no parent: the newest one stands for the state that the operator saw.
      state: [connectedAccount ?? 'self', newest.data[0]?.id ?? 'none', currency].join(' '),
      subject: destination === null ? null : destinationLabel(destination),
      similar: similar === null ? null : { id: similar.id, at: similar.created },
    }
  },
  send: async (stripe, { connected_account, ...params }, idempotencyKey) =>
    await stripe.payouts.create(params, { idempotencyKey, ...actingOn(connected_account) }),
  understand: (answer, params) => {
    const payout = answerSchema.safeParse(answer).data
    if (payout === undefined || payout.amount !== params.amount || !madeBy(payout, params)) return null
    return { id: payout.id, status: payout.status }
  },
  lookUp: async (stripe, params, since) => {
    const list = stripe.payouts.list(
      { created: { gte: since }, limit: 100 },
      actingOn(params.connected_account),
    )
    for await (const payout of list) {
      if (madeBy(payout, params)) return { id: payout.id, status: payout.status }
    }
    return null
  },
  // The mirror holds the account's own payouts only.
  touched: ({ connected_account: other }, result) =>
    result === null || other !== undefined ? [] : [{ type: 'payout', id: result.id }],
}
