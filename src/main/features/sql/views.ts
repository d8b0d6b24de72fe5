import type { Database } from 'better-sqlite3'
import { tableName } from '../../store/mirror/table.ts'
import { tables } from '../../sync/resources/all.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import type { StatementBlocks } from './blocks.ts'

export interface SqlView {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** What only the console's own lists need. */
const INTERNAL = new Set([
  'search',
  'metadata_text',
  'operation',
  'usable_from',
  'balance_net',
  'transfer_group_folded',
])

const NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(OBJECT_OF).map(([plural, type]) => [type, plural])),
  transfer_reversal: 'transfer_reversals',
  fee_refund: 'application_fee_refunds',
  file: 'files',
  webhook_endpoint: 'webhook_endpoints',
}

const EVENT_COLUMNS = [
  { name: 'id', type: 'TEXT' },
  { name: 'type', type: 'TEXT' },
  { name: 'created', type: 'INTEGER' },
  { name: 'object_type', type: 'TEXT' },
  { name: 'object_id', type: 'TEXT' },
  { name: 'api_version', type: 'TEXT' },
  { name: 'raw', type: 'TEXT' },
]

/** The views of the console, named as Stripe names its lists. */
export const sqlViews: readonly SqlView[] = [
  ...tables.flatMap((table) => {
    const name = NAMES[table.type]
    if (name === undefined) return []
    const own = table.columns.filter((column) => !INTERNAL.has(column.name))
    return [
      {
        name,
        columns: [
          { name: 'id', type: 'TEXT' },
          { name: 'created', type: 'INTEGER' },
          ...own.map((column) => ({ name: column.name, type: column.type })),
          { name: 'metadata', type: 'TEXT' },
          { name: 'deleted', type: 'INTEGER' },
          { name: 'raw', type: 'TEXT' },
        ],
      },
    ]
  }),
  { name: 'events', columns: EVENT_COLUMNS },
].toSorted((a, b) => a.name.localeCompare(b.name))

/** Makes the views in this connection alone, with JSON read by its place in the mirror and in the archive. */
export function createViews(db: Database, objects: StatementBlocks, events: StatementBlocks): void {
  const raw = objects.sql('main.block')
  for (const table of tables) {
    const name = NAMES[table.type]
    if (name === undefined) continue
    const own = table.columns
      .filter((column) => !INTERNAL.has(column.name))
      .map((column) => `, ${column.name}`)
    db.exec(`CREATE TEMP VIEW ${name} AS SELECT id, created${own.join('')},
      json_extract(${raw}, '$.metadata') AS metadata, deleted, ${raw} AS raw
      FROM main.${tableName(table.type)}`)
  }
  db.exec(`CREATE TEMP VIEW events AS SELECT id, type, created, object_type, object_id, api_version,
    ${events.sql('archive.block')} AS raw FROM archive.event`)
}
