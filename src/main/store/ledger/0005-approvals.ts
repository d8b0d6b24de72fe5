import type { Migration } from '../migrations.ts'

/**
 * Named operators with a hashed PIN, machines whose proposals are taken, and what waits for or has an approval.
 * Amounts in minor units, times in seconds UTC. Rows are never deleted.
 */
export const approvalTables: Migration = {
  name: '0005-approvals',
  sql: `
    CREATE TABLE operators (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      pin_hash TEXT NOT NULL,
      failures INTEGER NOT NULL DEFAULT 0,
      locked_until INTEGER NOT NULL DEFAULT 0,
      added_at INTEGER NOT NULL,
      may_approve_from INTEGER NOT NULL,
      removed_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trusted_machines (
      fingerprint TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      added_by TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      removed_at INTEGER
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE approvals (
      attempt TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      params TEXT NOT NULL,
      intent_hash TEXT NOT NULL,
      preparer TEXT NOT NULL,
      machine TEXT,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'declined')),
      approver TEXT,
      decided_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX approvals_by_created ON approvals (created_at);
  `,
}
