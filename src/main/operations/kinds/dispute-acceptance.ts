import { z } from 'zod'
import type { OperationKind } from '../operation-kind.ts'
import { amountParam, currencyParam, idParam, metadataParam } from './common.ts'
import { disputeAnswer, guardDispute } from './dispute-state.ts'

/** Parameters of `POST /v1/disputes/{id}/close` (https://docs.stripe.com/api/disputes/close), which takes no metadata. */
const paramsSchema = z
  .object({ dispute: idParam, amount: amountParam, currency: currencyParam, metadata: metadataParam })
  .strict()
type AcceptanceParams = z.infer<typeof paramsSchema>

const GIVEN_UP: ReadonlySet<string> = new Set(['lost', 'warning_closed'])

function understand(answer: unknown, params: AcceptanceParams) {
  const dispute = disputeAnswer.safeParse(answer).data
  if (dispute?.id !== params.dispute || !GIVEN_UP.has(dispute.status)) return null
  return { id: dispute.id, status: dispute.status }
}

export const disputeAcceptanceKind: OperationKind<AcceptanceParams> = {
  name: 'dispute_acceptance',
  params: paramsSchema,
  describe: ({ dispute: target }) => ({ target, reason: null, connectedAccount: null }),
  guard: (stripe, { dispute }, wanted) => guardDispute(stripe, dispute, wanted, false),
  send: async (stripe, { dispute }, idempotencyKey) =>
    await stripe.disputes.close(dispute, {}, { idempotencyKey }),
  understand,
  // A dispute is lost once; that it is proves what the operator wanted, whoever brought it about.
  lookUp: async (stripe, params) => understand(await stripe.disputes.retrieve(params.dispute), params),
  touched: ({ dispute: id }) => [{ type: 'dispute', id }],
}
