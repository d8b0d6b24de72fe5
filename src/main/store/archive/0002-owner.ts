import type { Migration } from '../migrations.ts'

/** Whose events these are. It lies here since a mirror is given up once it is damaged. */
export const ownerTable: Migration = {
  name: '0002-owner',
  sql: 'CREATE TABLE owner (part TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
}
