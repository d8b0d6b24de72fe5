import { createHash } from 'node:crypto'
import { LONGEST_TEXT } from './search-text.ts'
import { type MirrorTable, tableName } from './table.ts'
import { typesWithWords, WORDS_SQL } from './words.ts'

/** Raised when what is written into columns changes without the columns changing. */
export const MEANING = 4
/** The first meaning whose columns today's queries still read rightly: raised with it where they would not. */
export const READABLE_SINCE = 4

const COMMON = `
-- JSON of up to a hundred objects, one a line, compressed together: alike objects cost little beside each other.
CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE block_use (block INTEGER PRIMARY KEY, live INTEGER NOT NULL) STRICT;

-- Objects of every type that has no table of its own. Where they could only be read from an event, which one.
CREATE TABLE object (
  id TEXT PRIMARY KEY, type TEXT NOT NULL, created INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
  block INTEGER NOT NULL, slot INTEGER NOT NULL, event TEXT, event_created INTEGER
) STRICT;

-- One row a payment: a PaymentIntent with its latest charge, or a charge made without one. Derived from its parts.
CREATE TABLE payment (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, charge TEXT, created INTEGER NOT NULL,
  amount INTEGER NOT NULL, amount_known INTEGER NOT NULL, currency TEXT NOT NULL, status INTEGER NOT NULL,
  raw_status TEXT NOT NULL,
  captured INTEGER NOT NULL, refunded INTEGER NOT NULL, failure_code TEXT, customer TEXT, customer_name TEXT,
  customer_email TEXT, customer_key TEXT NOT NULL, named INTEGER NOT NULL, description TEXT, method TEXT, brand TEXT,
  last4 TEXT, wallet TEXT, fee INTEGER, fee_currency TEXT, search TEXT NOT NULL
) STRICT;
CREATE INDEX payment_n ON payment (n, status, currency, amount);
CREATE INDEX payment_status ON payment (status, n, currency, amount);
CREATE INDEX payment_currency ON payment (currency, n, status, amount);
CREATE INDEX payment_amount ON payment (amount, n, status, currency);
CREATE INDEX payment_currency_amount ON payment (currency, amount, n, status);
CREATE INDEX payment_customer_key ON payment (customer_key, n, status, currency, amount);
CREATE INDEX payment_customer ON payment (customer, n, named, status, currency, amount);
-- Those whose text may be longer than what of it is kept.
CREATE INDEX payment_cut ON payment (n) WHERE length(search) >= ${LONGEST_TEXT};

${WORDS_SQL}

-- Sums kept with their rows: per family of rows, bucket of size seconds (0: all time), currency and status.
CREATE TABLE rollup (
  family TEXT NOT NULL, size INTEGER NOT NULL, currency TEXT NOT NULL, bucket INTEGER NOT NULL, status TEXT NOT NULL,
  count INTEGER NOT NULL, amount INTEGER NOT NULL, captured INTEGER NOT NULL, fee INTEGER NOT NULL,
  unsettled INTEGER NOT NULL, PRIMARY KEY (family, size, currency, bucket, status)
) STRICT, WITHOUT ROWID;

-- How many payments lie in each stretch of an order that is not that of time: from (key, n) to where the next begins.
CREATE TABLE stretch (
  ordering TEXT NOT NULL, key ANY NOT NULL, n INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (ordering, key, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE balance (
  currency TEXT NOT NULL, part TEXT NOT NULL, amount INTEGER, source_types TEXT NOT NULL,
  PRIMARY KEY (currency, part)
) STRICT, WITHOUT ROWID;

-- How far each resource has been read.
CREATE TABLE cursor (
  resource TEXT PRIMARY KEY, started_at INTEGER, after TEXT, reached INTEGER, done INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0, denied TEXT, unsupported INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/** Columns every table of objects has: its place in time, its id, and where its JSON lies. */
const BASE = `n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, block INTEGER NOT NULL, slot INTEGER NOT NULL`

function tableSql(table: MirrorTable): string {
  const columns = table.columns.map(({ name, type }) => `, ${name} ${type}`).join('')
  const indexes = table.indexes.map(
    (names) =>
      `CREATE INDEX ${indexName(table.type, names)} ON ${tableName(table.type)} (${names.join(', ')});`,
  )
  return [`CREATE TABLE ${tableName(table.type)} (${BASE}${columns}) STRICT;`, ...indexes].join('\n')
}

export function indexName(type: string, names: readonly string[]): string {
  return `${tableName(type)}_${names.slice(0, 2).join('_')}`
}

export function mirrorSql(tables: readonly MirrorTable[]): string {
  return [COMMON, ...tables.map(tableSql)].join('\n')
}

/** Changes whenever the mirror must be built anew. Not by the text of functions, which differs from bundle to bundle. */
export function mirrorFingerprint(tables: readonly MirrorTable[]): string {
  return createHash('sha256')
    .update(JSON.stringify([MEANING, typesWithWords(tables), mirrorSql(tables)]))
    .digest('hex')
}
