import type Stripe from 'stripe'
import { invalidParam, invalidRequest, noSuch } from '../wire/errors.ts'
import { anything, hash, type Read, type Reader, text } from '../wire/params.ts'
import type { Call } from '../wire/router.ts'
import { idOf } from '../world/tables.ts'

const LONG = 20_000
const COMBINED = 150_000

const texts = {
  access_activity_log: text({ max: LONG }),
  billing_address: text(),
  cancellation_policy_disclosure: text({ max: LONG }),
  cancellation_rebuttal: text({ max: LONG }),
  customer_email_address: text(),
  customer_name: text(),
  customer_purchase_ip: text(),
  duplicate_charge_explanation: text({ max: LONG }),
  duplicate_charge_id: text(),
  product_description: text({ max: LONG }),
  refund_policy_disclosure: text({ max: LONG }),
  refund_refusal_explanation: text({ max: LONG }),
  service_date: text(),
  shipping_address: text(),
  shipping_carrier: text(),
  shipping_date: text(),
  shipping_tracking_number: text(),
  uncategorized_text: text({ max: LONG }),
} as const
const files = {
  cancellation_policy: text(),
  customer_communication: text(),
  customer_signature: text(),
  duplicate_charge_documentation: text(),
  receipt: text(),
  refund_policy: text(),
  service_documentation: text(),
  shipping_documentation: text(),
  uncategorized_file: text(),
} as const
const shape = { ...texts, ...files, appeal: anything(), enhanced_evidence: anything() } as const
type Sent = Read<typeof shape>

/** The `evidence` parameter. Fields of programmes (`enhanced_evidence`, `appeal`) are read and not acted on. */
export const evidenceParam: Reader<Sent | null> & { readonly required: false } = hash(shape)

/** What is on the dispute after an update: fields sent replace, empty ones unset, others stay. */
export function applyEvidence(
  call: Pick<Call, 'account'>,
  before: Stripe.Dispute.Evidence,
  sent: Sent,
): Stripe.Dispute.Evidence {
  const after = { ...before }
  for (const name of namesOf(texts)) {
    const value = sent[name]
    if (value !== undefined) after[name] = value
  }
  for (const name of namesOf(files)) {
    const id = sent[name]
    if (id === undefined) continue
    const param = `evidence[${name}]`
    const file = id === null ? undefined : call.account.get('file', id)
    if (id !== null && !file) throw noSuch('file upload', id, param)
    if (file && file.purpose !== 'dispute_evidence' && file.purpose !== 'customer_signature')
      throw invalidParam(
        `The file ${file.id} was uploaded for ${file.purpose}; evidence needs the purpose dispute_evidence.`,
        param,
      )
    after[name] = id
  }
  const length = namesOf(texts).reduce((sum, name) => sum + Array.from(after[name] ?? '').length, 0)
  if (length > COMBINED)
    throw invalidRequest(
      `The combined character count of all evidence fields is limited to 150,000; yours have ${length}.`,
      { param: 'evidence' },
    )
  return after
}

/** The words of Stripe's testing documentation that decide a dispute. https://docs.stripe.com/testing#disputes */
export function verdictOf(evidence: Stripe.Dispute.Evidence): 'won' | 'lost' | 'escalated' | undefined {
  const word = evidence.uncategorized_text?.trim()
  if (word === 'winning_evidence') return 'won'
  if (word === 'losing_evidence') return 'lost'
  return word === 'escalate_inquiry_evidence' ? 'escalated' : undefined
}

/** The ids of the files that a dispute's evidence names. */
export const evidenceFiles = (evidence: Stripe.Dispute.Evidence): readonly string[] =>
  namesOf(files).flatMap((name) => idOf(evidence[name]) ?? [])

// The keys of these constants are all there are.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `Object.keys` loses the names
const namesOf = <T extends object>(of: T): (keyof T)[] => Object.keys(of) as (keyof T)[]
