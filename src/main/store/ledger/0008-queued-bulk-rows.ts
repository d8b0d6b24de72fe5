import type { Migration } from '../migrations.ts'

/** A row of a bulk refund may wait in the queue, held or for approval; a check cannot be changed in place. */
export const queuedBulkRows: Migration = {
  name: '0008-queued-bulk-rows',
  sql: `
    CREATE TABLE bulk_rows_with_queued (
      batch TEXT NOT NULL REFERENCES bulk_batches (id),
      line INTEGER NOT NULL,
      target TEXT NOT NULL,
      charge TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      reason TEXT,
      attempt TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'queued', 'done', 'failed', 'unresolved', 'canceled')),
      operation TEXT,
      result TEXT,
      failure TEXT,
      settled_at INTEGER,
      PRIMARY KEY (batch, line)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO bulk_rows_with_queued SELECT batch, line, target, charge, amount, currency, reason, attempt, state,
      operation, result, failure, settled_at FROM bulk_rows;
    DROP TABLE bulk_rows;
    ALTER TABLE bulk_rows_with_queued RENAME TO bulk_rows;
    CREATE INDEX bulk_rows_by_state ON bulk_rows (batch, state, line);
    CREATE INDEX bulk_rows_by_operation ON bulk_rows (operation) WHERE operation IS NOT NULL;
    CREATE INDEX bulk_rows_reserved ON bulk_rows (charge) WHERE state IN ('waiting', 'running', 'queued');
    CREATE INDEX bulk_rows_queued ON bulk_rows (batch) WHERE state = 'queued';
  `,
}
