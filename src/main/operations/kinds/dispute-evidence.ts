import { z } from 'zod'
import type { OperationKind } from '../operation-kind.ts'
import { amountParam, currencyParam, idParam, madeBy, metadataParam } from './common.ts'
import { disputeAnswer, evidenceText, guardDispute, readEvidence } from './dispute-state.ts'

/** Parameters of a submission of evidence (https://docs.stripe.com/api/disputes/update). */
const paramsSchema = z
  .object({
    dispute: idParam,
    amount: amountParam,
    currency: currencyParam,
    evidence: evidenceText,
    metadata: metadataParam,
  })
  .strict()
type EvidenceParams = z.infer<typeof paramsSchema>

/** A submission leaves its id on the dispute; evidence that is only staged is no submission. */
function understand(answer: unknown, params: EvidenceParams) {
  const dispute = disputeAnswer.safeParse(answer).data
  if (dispute?.id !== params.dispute || !madeBy(dispute, params)) return null
  return dispute.evidence_details.submission_count > 0 ? { id: dispute.id, status: dispute.status } : null
}

export const disputeEvidenceKind: OperationKind<EvidenceParams> = {
  name: 'dispute_evidence',
  params: paramsSchema,
  describe: ({ dispute: target }) => ({ target, reason: null, connectedAccount: null }),
  guard: (stripe, { dispute }, wanted) => guardDispute(stripe, dispute, wanted, true),
  send: async (stripe, { dispute, evidence, metadata }, idempotencyKey) =>
    await stripe.disputes.update(
      dispute,
      { evidence: { ...readEvidence(evidence) }, submit: true, metadata },
      { idempotencyKey },
    ),
  understand,
  lookUp: async (stripe, params) => understand(await stripe.disputes.retrieve(params.dispute), params),
  touched: ({ dispute: id }) => [{ type: 'dispute', id }],
}
