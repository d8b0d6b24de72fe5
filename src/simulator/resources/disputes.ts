import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { mergeMetadata, metadata, oneOf, range, text } from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { convert, disputeFee, settlement } from '../money/fees.ts'
import { cardOfFingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { sourceTypeOf } from './charge-object.ts'
import { applyEvidence, evidenceParam, verdictOf } from './dispute-evidence.ts'
import { disputeObject, RESPONSE_TIME } from './dispute-object.ts'
import { warn } from './early-fraud-warnings.ts'

const DAY = 86_400
/** How long the bank thinks about evidence that holds none of the deciding words. */
const REVIEW_TIME = 60 * DAY

const isOpen = ({ status }: Stripe.Dispute): boolean =>
  status === 'needs_response' || status === 'warning_needs_response'
const isInquiry = ({ status }: Stripe.Dispute): boolean => status.startsWith('warning')

/** Takes the disputed money and the fee. `amount` in minor units of the charge's currency. */
function withdraw(
  scope: Scope,
  charge: Stripe.Charge,
  dispute: string,
  amount: number,
): Stripe.BalanceTransaction {
  const { currency, rate } = settlement(charge.currency)
  return scope.account.post({
    type: 'adjustment',
    amount: -convert(amount, rate),
    currency,
    source: dispute,
    sourceType: sourceTypeOf(charge),
    fees: [disputeFee(currency)],
    description: `Chargeback withdrawal for ${charge.id}`,
    exchangeRate: rate,
  })
}

/** Gives back all that the dispute has taken, the fee included. */
function reinstate(scope: Scope, dispute: Stripe.Dispute): Stripe.BalanceTransaction[] {
  const charge = mustFind(scope, 'charge', idOf(dispute.charge) ?? '')
  return dispute.balance_transactions.map((taken) =>
    scope.account.post({
      type: 'adjustment',
      category: 'dispute_reversal',
      amount: -taken.amount,
      currency: taken.currency,
      source: dispute.id,
      sourceType: sourceTypeOf(charge),
      fees: taken.fee_details.map((fee) => ({ ...fee, amount: -fee.amount })),
      description: `Chargeback reversal for ${charge.id}`,
      exchangeRate: taken.exchange_rate,
    }),
  )
}

// `amount` in minor units of the charge's currency.
function open(scope: Scope, charge: Stripe.Charge, kind: string, amount: number): void {
  const { account, now, world } = scope
  const inquiry = kind === 'inquiry'
  const id = account.newId('du')
  const dispute = account.put(
    'dispute',
    disputeObject({
      id,
      created: now,
      charge,
      amount,
      reason: inquiry ? 'fraudulent' : kind,
      status: inquiry ? 'warning_needs_response' : 'needs_response',
      transactions: inquiry ? [] : [withdraw(scope, charge, id, amount)],
      now,
    }),
  )
  const legacy = { dispute: id }
  account.put('charge', { ...charge, disputed: true, ...legacy })
  emit(scope, 'charge.dispute.created', dispute)
  if (!inquiry) emit(scope, 'charge.dispute.funds_withdrawn', dispute)
  world.at(account.id, now + RESPONSE_TIME, 'dispute.expire', id)
}

/** Ends a dispute. Winning gives the money back. */
function close(
  scope: Scope,
  before: Stripe.Dispute,
  status: 'won' | 'lost' | 'warning_closed',
  pastDue = before.evidence_details.past_due,
): Stripe.Dispute {
  const returned = status === 'won' ? reinstate(scope, before) : []
  const after = scope.account.put('dispute', {
    ...before,
    balance_transactions: [...before.balance_transactions, ...returned],
    evidence_details: { ...before.evidence_details, past_due: pastDue },
    is_charge_refundable: status !== 'lost',
    status,
  })
  if (returned.length > 0) emit(scope, 'charge.dispute.funds_reinstated', after, before)
  emit(scope, 'charge.dispute.closed', after, before)
  return after
}

/** An inquiry becomes a chargeback: the money goes, and a new term to answer begins. */
function escalate(scope: Scope, before: Stripe.Dispute): void {
  const { account, now, world } = scope
  const charge = mustFind(scope, 'charge', idOf(before.charge) ?? '')
  const { card } = before.payment_method_details ?? {}
  const after = account.put('dispute', {
    ...before,
    balance_transactions: [withdraw(scope, charge, before.id, before.amount)],
    evidence_details: {
      ...before.evidence_details,
      due_by: now + RESPONSE_TIME,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    is_charge_refundable: false,
    payment_method_details: {
      type: 'card',
      ...(card ? { card: { ...card, case_type: 'chargeback' } } : {}),
    },
    status: 'needs_response',
  })
  emit(scope, 'charge.dispute.updated', after, before)
  emit(scope, 'charge.dispute.funds_withdrawn', after, before)
  world.at(account.id, now + RESPONSE_TIME, 'dispute.expire', before.id)
}

function update(call: Call, params: UpdateParams): Stripe.Dispute {
  const before = mustFind(call, 'dispute', call.path['id'] ?? '')
  const { evidence, submit } = params
  // Metadata alone never sends evidence; evidence is sent unless it is to be staged.
  const wantsSubmit = submit ?? Boolean(evidence)
  if ((evidence || wantsSubmit) && !isOpen(before))
    throw invalidRequest(
      before.status.endsWith('under_review')
        ? 'Evidence has already been submitted for this dispute and is under review.'
        : 'This dispute is already closed.',
      {},
    )
  const staged = evidence ? applyEvidence(call, before.evidence, evidence) : before.evidence
  const hasEvidence = before.evidence_details.has_evidence || Boolean(evidence)
  if (wantsSubmit && !hasEvidence)
    throw invalidRequest('You cannot submit a dispute without evidence.', { param: 'evidence' })
  const details = before.evidence_details
  const after = call.account.put('dispute', {
    ...before,
    evidence: staged,
    evidence_details: {
      ...details,
      has_evidence: hasEvidence,
      ...(wantsSubmit
        ? { submission_count: details.submission_count + 1, submission_method: 'manual' as const }
        : {}),
    },
    intended_submission_method: params.intended_submission_method ?? before.intended_submission_method,
    metadata: mergeMetadata(before.metadata, params.metadata),
    ...(wantsSubmit ? { status: isInquiry(before) ? 'warning_under_review' : 'under_review' } : {}),
  })
  emit(call, 'charge.dispute.updated', after, before)
  // The test words decide right after this answer, as Stripe's test mode does.
  if (wantsSubmit)
    call.world.at(
      call.account.id,
      verdictOf(staged) ? call.now : call.now + REVIEW_TIME,
      'dispute.decide',
      before.id,
    )
  return after
}

interface UpdateParams {
  readonly evidence?: Parameters<typeof applyEvidence>[2] | null
  readonly intended_submission_method?:
    | 'manual'
    | 'prefer_manual'
    | 'prefer_smart_disputes'
    | 'smart_disputes'
    | null
  readonly metadata?: Readonly<Record<string, string>> | null
  readonly submit?: boolean | null
}

export const disputes: Resource = {
  routes: [
    route(
      'GET',
      '/v1/disputes',
      { ...listShape, created: range(), charge: text(), payment_intent: text() },
      (call) => {
        const { charge, payment_intent: intent } = call.params
        const key = charge ? `charge:${charge}` : intent ? `payment_intent:${intent}` : undefined
        return listOfTable(call, 'dispute', {
          key,
          where: (d) => (!charge || d.charge === charge) && (!intent || d.payment_intent === intent),
        })
      },
    ),
    route('GET', '/v1/disputes/:id', {}, (call) => mustFind(call, 'dispute', call.path['id'] ?? '')),
    route(
      'POST',
      '/v1/disputes/:id',
      {
        evidence: evidenceParam,
        intended_submission_method: oneOf(
          'manual',
          'prefer_manual',
          'prefer_smart_disputes',
          'smart_disputes',
        ),
        metadata: metadata(),
        submit: flag(),
      },
      (call) => update(call, call.params),
    ),
    route('POST', '/v1/disputes/:id/close', {}, (call) => {
      const before = mustFind(call, 'dispute', call.path['id'] ?? '')
      if (!isOpen(before))
        throw invalidRequest(
          before.status.endsWith('under_review')
            ? 'This dispute is under review and cannot be closed.'
            : 'This dispute is already closed.',
          {},
        )
      return close(call, before, isInquiry(before) ? 'warning_closed' : 'lost')
    }),
  ],
  actions: {
    'dispute.open': (scope, chargeId) => {
      const charge = scope.account.get('charge', chargeId)
      const details = charge?.payment_method_details
      // A bank debit is disputed by its test account, and always as one that nobody authorised.
      const card = cardOfFingerprint(details?.card?.fingerprint)
      const kind = details?.card ? card?.dispute : 'debit_not_authorized'
      // A full refund before the chargeback leaves nothing to dispute.
      if (!charge?.captured || !kind || charge.disputed || charge.refunded) return
      if (kind === 'warning') return warn(scope, charge)
      const amount = charge.amount - charge.amount_refunded
      const first = Math.ceil(amount / (card?.disputes ?? 1))
      open(scope, charge, kind, first)
      if (first < amount) open(scope, charge, kind, amount - first)
    },
    // Nobody answered in time.
    'dispute.expire': (scope, id) => {
      const before = scope.account.get('dispute', id)
      const due = before?.evidence_details.due_by ?? 0
      if (before && isOpen(before) && due <= scope.now)
        close(scope, before, isInquiry(before) ? 'warning_closed' : 'lost', true)
    },
    'dispute.decide': (scope, id) => {
      const before = scope.account.get('dispute', id)
      if (!before?.status.endsWith('under_review')) return
      const verdict = verdictOf(before.evidence)
      if (!isInquiry(before)) close(scope, before, verdict === 'won' ? 'won' : 'lost')
      else if (verdict === 'escalated') escalate(scope, before)
      else close(scope, before, 'warning_closed')
    },
    // The charge has been refunded in full: an inquiry has nothing left to ask for.
    'dispute.refunded': (scope, chargeId) => {
      for (const before of scope.account.table('dispute').find(`charge:${chargeId}`))
        if (isInquiry(before) && before.status !== 'warning_closed') close(scope, before, 'warning_closed')
    },
  },
  downgrades: {
    dispute: [{ before: '2026-10-28', apply: (d) => delete d['intended_submission_method'] }],
  },
}
