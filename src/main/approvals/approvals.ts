import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import { type Approval, approvalSchema } from '../../shared/features/approvals/contract.ts'
import { thresholdAbove } from '../limits/check-limits.ts'
import { type MoneyIntent, intentHash } from '../limits/intent.ts'
import { appendLog } from '../operator-log/log.ts'
import { canonicalJson } from '../operations/canonical.ts'
import { checkPin, nameKey } from './operators.ts'
import { readProposal } from './proposal-file.ts'
import { isTrusted, trustedMachine } from './trusted-machines.ts'

/** How long a request made on this machine waits. */
const WAITS = 7 * 86_400
const LONGEST_LIFE = 30 * 86_400
/** Nobody can make up a machine with somebody at it and approve what it proposes the same day. */
const NEW_MACHINE_DELAY = 86_400
/** Clocks of two machines may differ by this much. */
const CLOCK_DIFFERENCE = 300

interface ApprovalRow {
  readonly attempt: string
  readonly kind: string
  readonly amount: number
  readonly currency: string
  readonly params: string
  readonly intent_hash: string
  readonly preparer: string
  readonly machine: string | null
  readonly created_at: number
  readonly expires_at: number
  readonly state: 'waiting' | 'approved' | 'declined'
  readonly approver: string | null
  readonly decided_at: number | null
}

interface Credential {
  readonly operator: string
  readonly pin: string
}

/** The Stripe account that is open here. */
export interface OpenStripeAccount {
  readonly stripeAccount: string
  readonly livemode: boolean
}

/** Asks for a second operator's approval of an intent made on this machine. Asking again changes nothing. Logged. */
export function requestApproval(
  ledger: Database,
  intent: MoneyIntent,
  preparer: string,
  now: number,
): Approval {
  return ledger
    .transaction(() => {
      const known = rowOf(ledger, intent.attempt)
      if (known?.intent_hash === intentHash(intent)) return approvalOf(known, now)
      if (known !== undefined) {
        throw new CounterfoilError('operation_in_progress', 'This attempt already waits with other values')
      }
      insert(ledger, intent, { preparer, machine: null, created: now, expires: now + WAITS })
      logStep(ledger, now, preparer, 'approvals.request', intent.attempt, { ...intent.amount })
      return approvalOf(existing(ledger, intent.attempt), now)
    })
    .immediate()
}

/**
 * Takes in a proposal file that another machine signed; it then waits for approval. Throws `proposal_invalid`,
 * `proposal_untrusted`, `proposal_wrong_account`, `proposal_expired`, `proposal_used`. Logged, refusals too.
 */
export function importProposal(
  ledger: Database,
  file: Uint8Array,
  here: OpenStripeAccount,
  by: { readonly operator: string; readonly now: number },
): Approval {
  const { now, operator } = by
  try {
    return ledger.transaction(() => takeIn(ledger, file, here, by)).immediate()
  } catch (error) {
    if (error instanceof CounterfoilError) {
      appendLog(ledger, {
        at: now,
        operator,
        action: 'approvals.import_refused',
        details: { code: error.failure.code },
      })
    }
    throw error
  }
}

function takeIn(
  ledger: Database,
  file: Uint8Array,
  here: OpenStripeAccount,
  { operator, now }: { readonly operator: string; readonly now: number },
): Approval {
  const { proposal, fingerprint } = readProposal(file)
  const { nonce, kind, params, preparer, created, expires } = proposal
  if (!isTrusted(ledger, fingerprint)) {
    throw new CounterfoilError('proposal_untrusted', `Machine ${fingerprint} is not trusted`, {
      params: { fingerprint },
    })
  }
  if (proposal.account !== here.stripeAccount || proposal.livemode !== here.livemode) {
    throw new CounterfoilError('proposal_wrong_account', `For ${proposal.account}`, {
      params: { account: proposal.account, mode: proposal.livemode ? 'live' : 'test' },
    })
  }
  const lives = created <= now + CLOCK_DIFFERENCE && now < expires && expires - created <= LONGEST_LIFE
  if (!lives) throw new CounterfoilError('proposal_expired', `Made at ${created}, good until ${expires}`)
  // What the operator approves and what is sent must be one amount.
  if (params['amount'] !== proposal.amount) {
    throw new CounterfoilError('proposal_invalid', 'The parameters name another amount than the proposal')
  }
  if (rowOf(ledger, nonce) !== undefined) {
    throw new CounterfoilError('proposal_used', `Proposal ${nonce} was brought in before`)
  }
  const amount = { amount: proposal.amount, currency: proposal.currency }
  const intent = { attempt: nonce, kind, amount, params }
  insert(ledger, intent, { preparer, machine: fingerprint, created, expires })
  logStep(ledger, now, operator, 'approvals.import', nonce, { ...amount, preparer, machine: fingerprint })
  return approvalOf(existing(ledger, nonce), now)
}

/**
 * Approves with the approver's PIN and returns the intent, to be submitted under its own attempt. Whoever prepared it
 * cannot approve it, unless it came from another machine and is not above the amount that needs two. Throws
 * `self_approval`, `operator_too_new`, `machine_too_new`, `proposal_expired`, `proposal_untrusted`, `object_changed`, and what `checkPin`
 * throws. Logged.
 */
export async function approve(
  ledger: Database,
  attempt: string,
  by: Credential,
  now: () => number,
): Promise<MoneyIntent> {
  const approver = await checkPin(ledger, by, now)
  return ledger
    .transaction(() => {
      const at = now()
      const row = existing(ledger, attempt)
      const intent = intentOf(row)
      if (row.state === 'approved' && row.approver === approver.name) return intent
      refuseUnlessWaiting(row, at)
      const machine = row.machine === null ? null : trustedMachine(ledger, row.machine)
      if (machine === undefined) {
        throw new CounterfoilError('proposal_untrusted', `Machine ${row.machine} is not trusted any more`)
      }
      const needsTwo = row.machine === null || thresholdAbove(ledger, intent, 'approval_above', at) !== null
      if (needsTwo && nameKey(row.preparer) === nameKey(approver.name)) {
        throw new CounterfoilError('self_approval', `${approver.name} prepared this`)
      }
      if (needsTwo && at < approver.mayApproveFrom) {
        throw new CounterfoilError('operator_too_new', `${approver.name} may approve later`, {
          params: { from: approver.mayApproveFrom },
        })
      }
      const vouchedFor = machine?.addedBy === approver.name ? machine.addedAt + NEW_MACHINE_DELAY : at
      if (needsTwo && at < vouchedFor) {
        throw new CounterfoilError('machine_too_new', `${approver.name} trusted the machine only lately`, {
          params: { from: vouchedFor },
        })
      }
      decide(ledger, attempt, 'approved', approver.name, at)
      logStep(ledger, at, approver.name, 'approvals.approve', attempt, { hash: row.intent_hash })
      return intent
    })
    .immediate()
}

/** Declines; the preparer may, too. Logged. */
export async function decline(
  ledger: Database,
  attempt: string,
  by: Credential,
  now: () => number,
): Promise<Approval> {
  const operator = await checkPin(ledger, by, now)
  return ledger
    .transaction(() => {
      refuseUnlessWaiting(existing(ledger, attempt), now())
      decide(ledger, attempt, 'declined', operator.name, now())
      logStep(ledger, now(), operator.name, 'approvals.decline', attempt, {})
      return approvalOf(existing(ledger, attempt), now())
    })
    .immediate()
}

/** Takes back what was prepared on this machine and still waits; nothing where it does not. Logged. */
export function withdrawApproval(
  ledger: Database,
  attempt: string,
  by: { readonly operator: string; readonly now: number },
): void {
  ledger
    .transaction(() => {
      if (rowOf(ledger, attempt)?.state !== 'waiting') return
      decide(ledger, attempt, 'declined', by.operator, by.now)
      logStep(ledger, by.now, by.operator, 'approvals.withdraw', attempt, {})
    })
    .immediate()
}

/** How a request stands; null where none was made under this attempt. */
export function approvalState(ledger: Database, attempt: string, now: number): Approval['state'] | null {
  const row = rowOf(ledger, attempt)
  return row === undefined ? null : approvalOf(row, now).state
}

/** The proposal that came in under this attempt, and when it was made, seconds UTC; null where it was prepared here. */
export function proposalOf(
  ledger: Database,
  attempt: string,
): { readonly id: string; readonly made: number } | null {
  const row = rowOf(ledger, attempt)
  return row === undefined || row.machine === null ? null : { id: attempt, made: row.created_at }
}

/** Whether exactly this intent was approved, and the approval has not expired. For the guard of limits. */
export function isApproved(ledger: Database, intent: MoneyIntent, now: number): boolean {
  const row = rowOf(ledger, intent.attempt)
  return row?.state === 'approved' && row.intent_hash === intentHash(intent) && now < row.expires_at
}

/** What waits first, then the newest of what was decided. */
export function listApprovals(ledger: Database, now: number, limit = 500): readonly Approval[] {
  return ledger
    .prepare<[number, number], ApprovalRow>(
      `SELECT * FROM approvals ORDER BY state <> 'waiting' OR expires_at <= ?, created_at DESC LIMIT ?`,
    )
    .all(now, limit)
    .map((row) => approvalOf(row, now))
}

function insert(
  ledger: Database,
  intent: MoneyIntent,
  made: {
    readonly preparer: string
    readonly machine: string | null
    readonly created: number
    readonly expires: number
  },
): void {
  ledger
    .prepare(
      `INSERT INTO approvals (attempt, kind, amount, currency, params, intent_hash, preparer, machine, created_at,
         expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      intent.attempt,
      intent.kind,
      intent.amount.amount,
      intent.amount.currency,
      canonicalJson(intent.params),
      intentHash(intent),
      made.preparer,
      made.machine,
      made.created,
      made.expires,
    )
}

function decide(ledger: Database, attempt: string, state: string, operator: string, at: number): void {
  ledger
    .prepare('UPDATE approvals SET state = ?, approver = ?, decided_at = ? WHERE attempt = ?')
    .run(state, operator, at, attempt)
}

function refuseUnlessWaiting(row: ApprovalRow, at: number): void {
  if (row.state !== 'waiting') throw new CounterfoilError('object_changed', `Already ${row.state}`)
  if (at >= row.expires_at) throw new CounterfoilError('proposal_expired', `Good until ${row.expires_at}`)
}

function logStep(
  ledger: Database,
  at: number,
  operator: string,
  action: string,
  attempt: string,
  details: Readonly<Record<string, string | number>>,
): void {
  appendLog(ledger, { at, operator, action, details: { attempt, ...details } })
}

function rowOf(ledger: Database, attempt: string): ApprovalRow | undefined {
  return ledger.prepare<[string], ApprovalRow>('SELECT * FROM approvals WHERE attempt = ?').get(attempt)
}

function existing(ledger: Database, attempt: string): ApprovalRow {
  const row = rowOf(ledger, attempt)
  if (row === undefined) throw new CounterfoilError('object_not_found', `Nothing waits under ${attempt}`)
  return row
}

function intentOf(row: ApprovalRow): MoneyIntent {
  const { attempt, kind, amount, params } = approvalOf(row, row.created_at)
  return { attempt, kind, amount, params }
}

function approvalOf(row: ApprovalRow, now: number): Approval {
  return approvalSchema.parse({
    attempt: row.attempt,
    kind: row.kind,
    amount: { amount: row.amount, currency: row.currency },
    params: JSON.parse(row.params),
    preparer: row.preparer,
    machine: row.machine,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    state: row.state === 'waiting' && now >= row.expires_at ? 'expired' : row.state,
    approver: row.approver,
    decidedAt: row.decided_at,
  })
}
