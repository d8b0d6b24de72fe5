import type { Migration } from '../migrations.ts'

/**
 * Bulk refunds: one row, one attempt, one operation. Amounts in minor units, times in seconds UTC.
 * Rows are never deleted.
 */
export const bulkRefundTables: Migration = {
  name: '0006-bulk-refunds',
  sql: `
    CREATE TABLE bulk_batches (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      source_hash TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'ready'
        CHECK (state IN ('ready', 'running', 'paused', 'canceled', 'finished')),
      operator TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      settled_at INTEGER,
      failure TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bulk_batches_by_source ON bulk_batches (source_hash);
    CREATE INDEX bulk_batches_by_created ON bulk_batches (created_at);

    CREATE TABLE bulk_rows (
      batch TEXT NOT NULL REFERENCES bulk_batches (id),
      line INTEGER NOT NULL,
      target TEXT NOT NULL,
      charge TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      reason TEXT,
      attempt TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'unresolved', 'canceled')),
      operation TEXT,
      result TEXT,
      failure TEXT,
      settled_at INTEGER,
      PRIMARY KEY (batch, line)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bulk_rows_by_state ON bulk_rows (batch, state, line);
    CREATE INDEX bulk_rows_by_operation ON bulk_rows (operation) WHERE operation IS NOT NULL;
    CREATE INDEX bulk_rows_reserved ON bulk_rows (charge) WHERE state IN ('waiting', 'running');
  `,
}
