import type { Migration } from '../migrations.ts'

/**
 * Money operations and every answer to them. Rows are never deleted; `params` never changes once written.
 * Times are seconds UTC; `first_sent_at` is by Stripe's clock.
 */
export const operationTables: Migration = {
  name: '0001-operations',
  sql: `
    CREATE TABLE operations (
      id TEXT PRIMARY KEY,
      attempt TEXT NOT NULL,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      stripe_account TEXT NOT NULL,
      livemode INTEGER NOT NULL,
      target TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      reason TEXT,
      params TEXT NOT NULL,
      params_hash TEXT NOT NULL,
      idempotency_key TEXT NOT NULL UNIQUE,
      result TEXT,
      result_status TEXT,
      sends INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      first_sent_at INTEGER,
      settled_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE UNIQUE INDEX operations_by_attempt ON operations (attempt)
      WHERE state NOT IN ('failed', 'absent', 'abandoned');
    CREATE INDEX operations_by_created ON operations (created_at, id);
    CREATE INDEX operations_by_target ON operations (target, created_at);
    CREATE INDEX operations_unresolved ON operations (created_at)
      WHERE state IN ('intent', 'sending', 'unknown', 'needs_person');

    CREATE TABLE operation_answers (
      operation TEXT NOT NULL REFERENCES operations (id),
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      send INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      status INTEGER,
      request_id TEXT,
      error TEXT,
      PRIMARY KEY (operation, number)
    ) STRICT, WITHOUT ROWID;
  `,
}
