import type { Migration } from '../migrations.ts'

/**
 * `limit_changes`: what was asked for and from when it holds; the newest that holds is the limit. `holds`: operations
 * that wait out a cooling-off. Amounts in minor units, times in seconds UTC. Rows are never deleted.
 */
export const limitTables: Migration = {
  name: '0004-limits',
  sql: `
    CREATE TABLE limit_changes (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      measure TEXT NOT NULL,
      currency TEXT,
      value INTEGER,
      requested_at INTEGER NOT NULL,
      effective_at INTEGER NOT NULL,
      operator TEXT NOT NULL,
      approver TEXT,
      withdrawn_at INTEGER
    ) STRICT;
    CREATE INDEX limit_changes_by_limit ON limit_changes (kind, measure, currency, id);

    CREATE TABLE holds (
      attempt TEXT PRIMARY KEY NOT NULL,
      kind TEXT NOT NULL,
      amount INTEGER NOT NULL,
      currency TEXT NOT NULL,
      params TEXT NOT NULL,
      intent_hash TEXT NOT NULL,
      operator TEXT NOT NULL,
      placed_at INTEGER NOT NULL,
      until INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'releasing', 'released', 'failed', 'canceled')),
      failure TEXT,
      settled_at INTEGER
    ) STRICT;
    CREATE INDEX holds_waiting ON holds (until) WHERE state IN ('waiting', 'releasing');
  `,
}
