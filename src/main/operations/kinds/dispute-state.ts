import type { Stripe } from 'stripe'
import { z } from 'zod'
import { CounterfoilError } from '../../../shared/errors.ts'
import { type Evidence, evidenceSchema } from '../../../shared/features/disputes/contract.ts'
import { checkUnchanged, idOf, idParam, metadataAnswer, moneyAtStripe } from './common.ts'
import type { Guarded, Wanted } from '../operation-kind.ts'

const OPEN: ReadonlySet<string> = new Set(['needs_response', 'warning_needs_response'])

/** What both answers and look-ups of disputes are read as. */
export const disputeAnswer = z.object({
  object: z.literal('dispute'),
  id: idParam,
  status: z.string(),
  evidence_details: z.object({ submission_count: z.int(), has_evidence: z.boolean() }),
  metadata: metadataAnswer,
})

/** Evidence travels as JSON text, because the journal's parameters are flat. */
export const evidenceText = z
  .string()
  .refine((text) => evidenceSchema.safeParse(parse(text)).success, 'not evidence')

export function readEvidence(text: string): Evidence {
  return evidenceSchema.parse(parse(text))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Reads a dispute afresh; throws where it is closed or, with `evidence`, where none may be given any more. */
export async function guardDispute(
  stripe: Stripe,
  id: string,
  { amount }: Wanted,
  evidence: boolean,
): Promise<Guarded> {
  const dispute = await stripe.disputes.retrieve(id)
  const { status, evidence_details: details } = dispute
  const late = evidence && (details.past_due || details.due_by === 0)
  if (!OPEN.has(status) || late) {
    throw new CounterfoilError('dispute_closed', `The dispute is ${late ? 'past its deadline' : status}`, {
      params: { status: late ? 'past_due' : status },
    })
  }
  checkUnchanged(amount, moneyAtStripe(dispute.amount, dispute.currency))
  return {
    state: [dispute.id, status, details.submission_count].join(' '),
    subject: idOf(dispute.charge),
    similar: null,
  }
}
