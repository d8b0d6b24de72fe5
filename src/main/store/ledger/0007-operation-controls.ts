import type { Migration } from '../migrations.ts'

/**
 * Who ordered an operation and on which connected account, what a person found out about one that could not be proved
 * (JSON), and drafts: operations kept for later. Amounts in minor units, times in seconds UTC.
 */
export const operationControls: Migration = {
  name: '0007-operation-controls',
  sql: `
    ALTER TABLE operations ADD COLUMN operator TEXT NOT NULL DEFAULT '';
    ALTER TABLE operations ADD COLUMN connected_account TEXT;
    ALTER TABLE operations ADD COLUMN closing TEXT;
    CREATE INDEX operations_by_state ON operations (state, created_at, id);

    CREATE TABLE drafts (
      attempt TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      params TEXT NOT NULL,
      operator TEXT NOT NULL,
      note TEXT,
      created_at INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'discarded')),
      settled_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX drafts_waiting ON drafts (created_at) WHERE state = 'waiting';
  `,
}
