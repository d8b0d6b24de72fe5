import type { Database } from 'better-sqlite3'
import {
  type Operation,
  type OperationState,
  operationKindSchema,
  operationStateSchema,
} from '../../shared/features/operations/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import type { Money } from '../../shared/money.ts'
import { formatHead } from '../operator-log/chain.ts'
import { appendLog } from '../operator-log/log.ts'
import { storeError } from '../store/database.ts'
import { type JournalEntry, readEntry } from './journal-entry.ts'

/** States in which the last word is not spoken. */
export const UNRESOLVED = ['intent', 'sending', 'unknown', 'needs_person'] as const
const unresolvedList = UNRESOLVED.map((state) => `'${state}'`).join(', ')
/** States in which it is known that nothing moved, so that the attempt may be made again. */
const NOTHING = `('failed', 'absent', 'abandoned')`

export interface NewEntry {
  readonly id: string
  readonly attempt: string
  readonly kind: Operation['kind']
  readonly stripeAccount: string
  readonly livemode: boolean
  readonly target: string
  readonly connectedAccount: string | null
  readonly operator: string
  readonly amount: Money
  readonly reason: string | null
  /** Canonical JSON of the parameters; `logHead` is the operator log's newest entry, this intent's own. */
  readonly params: (logHead: string) => string
  readonly paramsHash: string
  readonly idempotencyKey: string
  /** Seconds UTC. */
  readonly at: number
}

export interface NewAnswer {
  readonly at: number
  /** Which send it answers; 0 for a look-up. */
  readonly send: number
  readonly outcome: string
  readonly status: number | null
  readonly requestId: string | null
  readonly error: Operation['answers'][number]['error']
}

export interface Change {
  readonly state: OperationState
  readonly result?: { readonly id: string; readonly status: string | null }
  readonly settledAt?: number
}

/** What an operation made, with the status that was last known. */
export interface MadeResult {
  readonly id: string
  readonly kind: Operation['kind']
  readonly result: string
  readonly status: string | null
}

export interface JournalFilter {
  readonly states?: readonly OperationState[] | undefined
  readonly kinds?: readonly Operation['kind'][] | undefined
  readonly target?: string | undefined
  readonly offset: number
  readonly limit: number
}

/**
 * The record of money operations in `ledger.db`. Every method that writes returns only after the commit has reached
 * the disk (`synchronous=FULL`); each step goes into the operator log in the same commit. Nothing is ever deleted.
 */
export class Journal {
  readonly #db: Database
  readonly #account: AccountId

  constructor(db: Database, account: AccountId) {
    this.#db = db
    this.#account = account
  }

  /**
   * Records an intent. `admit` runs in the same transaction and may throw, so that two intents cannot both take the
   * last of a limit. Throws `disk_full` or `disk_read_only`; then nothing may be sent.
   */
  insert(entry: NewEntry, admit: () => void = () => {}): void {
    this.#write(() => {
      admit()
      const { id, kind, target, amount } = entry
      const { seq, hash } = this.#log(entry.operator, entry.at, 'operations.intent', {
        operation: id,
        kind,
        target,
        ...amount,
      })
      this.#insert(entry, entry.params(formatHead({ seq, hash })))
    })
  }

  /** Counts a send that is about to leave. */
  sending(id: string, at: number): void {
    this.#write(() => {
      this.#db
        .prepare(
          `UPDATE operations SET state = 'sending', sends = sends + 1, first_sent_at = coalesce(first_sent_at, ?)
           WHERE id = ?`,
        )
        .run(at, id)
      this.#logState(id, at)
    })
  }

  /** Appends an answer and moves the operation on, in one commit. */
  answered(id: string, answer: NewAnswer, change: Change | null): void {
    this.#write(() => {
      this.#answer(id, answer)
      if (change === null) return
      this.#change(id, change)
      this.#logState(id, answer.at)
    })
  }

  /** Takes over a new status of what an operation made, as a refund that failed after Stripe had taken it on. */
  aged(id: string, status: string, at: number): void {
    this.#write(() => {
      const none = { send: 0, status: null, requestId: null, error: null }
      this.#answer(id, { ...none, at, outcome: `aged_${status}` })
      this.#db.prepare('UPDATE operations SET result_status = ? WHERE id = ?').run(status, id)
      const operator = this.get(id)?.operator ?? ''
      this.#log(operator, at, 'operations.aged', { operation: id, status })
    })
  }

  /** Closes what could not be proved; false where it is not `needs_person`. */
  close(id: string, closing: NonNullable<Operation['closing']>): boolean {
    let closed = false
    this.#write(() => {
      const { changes } = this.#db
        .prepare(
          `UPDATE operations SET state = 'closed', closing = ?, settled_at = ?
           WHERE id = ? AND state = 'needs_person'`,
        )
        .run(JSON.stringify(closing), closing.at, id)
      closed = changes === 1
      if (!closed) return
      const { operator, at, outcome, reason } = closing
      this.#log(operator, at, 'operations.close', { operation: id, outcome, reason })
    })
    return closed
  }

  get(id: string): JournalEntry | null {
    return this.#read('WHERE id = ?', [id])[0] ?? null
  }

  /** The operation of an attempt that did or may still come to something. */
  liveByAttempt(attempt: string): JournalEntry | null {
    return this.#read(`WHERE attempt = ? AND state NOT IN ${NOTHING}`, [attempt])[0] ?? null
  }

  /** The newest operation of an attempt, also one that came to nothing. */
  latestByAttempt(attempt: string): JournalEntry | null {
    return (
      this.#read(`WHERE attempt = ? ORDER BY state IN ${NOTHING}, created_at DESC LIMIT 1`, [attempt])[0] ??
      null
    )
  }

  unresolved(): JournalEntry[] {
    return this.#read(`WHERE state IN (${unresolvedList}) ORDER BY created_at`, [])
  }

  unresolvedCount(): number {
    return this.#count(`WHERE state IN (${unresolvedList})`, [])
  }

  /** Refunds and payouts of the account's own since `from` (seconds UTC) that are not known to have come back. */
  mayComeBack(from: number): readonly MadeResult[] {
    return this.#db
      .prepare<[number], MadeResult>(
        `SELECT id, kind, result, result_status AS status FROM operations
         WHERE created_at >= ? AND kind IN ('refund', 'payout') AND state IN ('succeeded', 'proved')
           AND result IS NOT NULL AND connected_account IS NULL
           AND coalesce(result_status, '') NOT IN ('failed', 'canceled')`,
      )
      .all(from)
  }

  /** Operations on a target since `from` (seconds UTC), and every unresolved one, newest first. */
  onTarget(target: string, from: number): JournalEntry[] {
    return this.#read(
      `WHERE target = ? AND (created_at >= ? OR state IN (${unresolvedList})) ORDER BY created_at DESC, id`,
      [target, from],
    )
  }

  /** How many keys begin like this one; each may be used once. */
  keysLike(base: string): number {
    return this.#count('WHERE idempotency_key >= ? AND idempotency_key < ?', [`${base}_`, `${base}_~`])
  }

  /** An operation whose key begins like this one and of which nothing is known to have come yet. */
  openLike(base: string): string | null {
    return (
      this.#db
        .prepare<[string, string], string>(
          `SELECT id FROM operations WHERE idempotency_key >= ? AND idempotency_key < ?
             AND state IN ('intent', 'sending', 'unknown') LIMIT 1`,
        )
        .pluck()
        .get(`${base}_`, `${base}_~`) ?? null
    )
  }

  list(filter: JournalFilter): { readonly rows: JournalEntry[]; readonly total: number } {
    const where = `WHERE state IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))
      AND (? IS NULL OR target = ?)`
    const target = filter.target ?? null
    const values = [
      JSON.stringify(filter.states ?? operationStateSchema.options),
      JSON.stringify(filter.kinds ?? operationKindSchema.options),
      target,
      target,
    ]
    const window = [filter.limit, filter.offset]
    return {
      rows: this.#read(`${where} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`, [...values, ...window]),
      total: this.#count(where, values),
    }
  }

  counts(): ReadonlyMap<string, number> {
    const rows = this.#db
      .prepare<[], { state: string; n: number }>('SELECT state, count(*) AS n FROM operations GROUP BY state')
      .all()
    return new Map(rows.map(({ state, n }) => [state, n]))
  }

  #write(job: () => void): void {
    try {
      this.#db.transaction(job).immediate()
    } catch (error) {
      throw storeError(error, this.#db.name)
    }
  }

  #answer(id: string, { at, send, outcome, status, requestId, error }: NewAnswer): void {
    this.#db
      .prepare(
        `INSERT INTO operation_answers (operation, number, at, send, outcome, status, request_id, error)
         SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ? FROM operation_answers WHERE operation = ?`,
      )
      .run(id, at, send, outcome, status, requestId, error === null ? null : JSON.stringify(error), id)
  }

  #insert(entry: NewEntry, params: string): void {
    this.#db
      .prepare(
        `INSERT INTO operations (id, attempt, kind, state, stripe_account, livemode, target, connected_account,
           operator, amount, currency, reason, params, params_hash, idempotency_key, created_at)
         VALUES (?, ?, ?, 'intent', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        entry.id,
        entry.attempt,
        entry.kind,
        entry.stripeAccount,
        entry.livemode ? 1 : 0,
        entry.target,
        entry.connectedAccount,
        entry.operator,
        entry.amount.amount,
        entry.amount.currency,
        entry.reason,
        params,
        entry.paramsHash,
        entry.idempotencyKey,
        entry.at,
      )
  }

  #change(id: string, change: Change): void {
    this.#db
      .prepare(
        `UPDATE operations SET state = ?, result = coalesce(?, result), result_status = coalesce(?, result_status),
           settled_at = coalesce(?, settled_at) WHERE id = ?`,
      )
      .run(
        change.state,
        change.result?.id ?? null,
        change.result?.status ?? null,
        change.settledAt ?? null,
        id,
      )
  }

  #logState(id: string, at: number): void {
    const row = this.#db
      .prepare<[string], { state: string; operator: string; result: string | null }>(
        'SELECT state, operator, result FROM operations WHERE id = ?',
      )
      .get(id)
    if (row === undefined) return
    this.#log(row.operator, at, `operations.${row.state}`, { operation: id, result: row.result })
  }

  #log(
    operator: string,
    at: number,
    action: string,
    details: Readonly<Record<string, string | number | null>>,
  ) {
    return appendLog(this.#db, { at, operator, action, details })
  }

  #count(where: string, values: readonly (string | number | null)[]): number {
    const row = this.#db
      .prepare<(string | number | null)[], { n: number }>(`SELECT count(*) AS n FROM operations ${where}`)
      .get(...values)
    return row?.n ?? 0
  }

  #read(where: string, values: readonly (string | number | null)[]): JournalEntry[] {
    const rows = this.#db
      .prepare<(string | number | null)[]>(`SELECT * FROM operations ${where}`)
      .all(...values)
    return rows.map((row) => readEntry(this.#db, this.#account, row))
  }
}
