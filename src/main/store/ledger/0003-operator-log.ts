import type { Migration } from '../migrations.ts'

/**
 * What operators did, each entry hashing the one before. `details` is canonical JSON, `at` seconds UTC.
 * `operator_log_head` repeats the newest entry, so that cutting off the end of the log is noticed.
 */
export const operatorLogTables: Migration = {
  name: '0003-operator-log',
  sql: `
    CREATE TABLE operator_log (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      operator TEXT NOT NULL,
      action TEXT NOT NULL,
      details TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;

    CREATE TABLE operator_log_head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      seq INTEGER NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER operator_log_no_update BEFORE UPDATE ON operator_log
    BEGIN SELECT RAISE(ABORT, 'the operator log is append-only'); END;

    CREATE TRIGGER operator_log_no_delete BEFORE DELETE ON operator_log
    BEGIN SELECT RAISE(ABORT, 'the operator log is append-only'); END;

    CREATE TRIGGER operator_log_only_next BEFORE INSERT ON operator_log
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM operator_log)
    BEGIN SELECT RAISE(ABORT, 'the operator log is append-only'); END;

    CREATE TRIGGER operator_log_head_no_delete BEFORE DELETE ON operator_log_head
    BEGIN SELECT RAISE(ABORT, 'the operator log is append-only'); END;
  `,
}
