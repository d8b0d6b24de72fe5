import type { Migration } from '../migrations.ts'

/**
 * Every event ever pulled. `n` is the order of arrival, by which the mirror remembers how far it has applied them; the
 * JSON lies in blocks as in the mirror.
 */
export const eventsTables: Migration = {
  name: '0001-events',
  sql: `
    CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE event (
      n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL,
      object_type TEXT, object_id TEXT, parent_id TEXT, api_version TEXT, block INTEGER NOT NULL, slot INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX event_created ON event (created);
    CREATE INDEX event_object ON event (object_id, created);
    CREATE INDEX event_parent ON event (parent_id, created) WHERE parent_id IS NOT NULL;
  `,
}
