import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import type { Limit } from '../../shared/features/limits/contract.ts'
import { money } from '../../shared/money.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { type LimitEvidence, checkLimits } from './check-limits.ts'
import type { MoneyIntent } from './intent.ts'
import { changeLimit } from './limits.ts'
import { journalSpending } from './spending.ts'

export const T0 = 1_790_000_000
export const DAY = 86_400

function newLedger(): Database.Database {
  const db = new Database(':memory:')
  migrate(db, ledgerMigrations)
  return db
}

export function intent(amount: number, currency = 'usd'): MoneyIntent {
  return {
    attempt: randomUUID(),
    kind: 'refund',
    amount: money(amount, currency),
    params: { charge: 'ch_1', amount },
  }
}

export function usd(
  measure:
    | 'operation_amount'
    | 'hour_amount'
    | 'day_amount'
    | 'typed_above'
    | 'hold_above'
    | 'approval_above',
  value: number | null,
): Limit {
  return { kind: 'any', measure, currency: 'usd', value }
}

/** A ledger with a clock of its own, and the limits in it. */
export class World {
  readonly ledger: Database.Database = newLedger()
  now = T0

  /** A row of the journal, as the runner writes it. */
  journal(
    { attempt, amount }: MoneyIntent,
    state = 'succeeded',
    firstSentAt: number | null = this.now,
  ): void {
    this.ledger
      .prepare(
        `INSERT INTO operations (id, attempt, kind, state, stripe_account, livemode, target, amount, currency, params,
           params_hash, idempotency_key, created_at, first_sent_at)
         VALUES (?, ?, 'refund', ?, 'acct_1', 0, 'ch_1', ?, ?, '{}', '', ?, ?, ?)`,
      )
      .run(randomUUID(), attempt, state, amount.amount, amount.currency, randomUUID(), this.now, firstSentAt)
  }

  check(wanted: MoneyIntent, evidence: Partial<LimitEvidence> = {}) {
    return checkLimits(this.ledger, wanted, {
      typedAmount: null,
      isApproved: () => false,
      spending: journalSpending(this.ledger, () => this.now),
      now: this.now,
      ...evidence,
    })
  }

  set(limit: Limit, approver: string | null = null) {
    return changeLimit(this.ledger, limit, { operator: 'Ada', approver, now: this.now })
  }
}
