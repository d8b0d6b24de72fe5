import { CounterfoilError } from '../../../shared/errors.ts'
import type { MirroredType, ObjectListFilter, ObjectRow } from '../../../shared/features/objects/contract.ts'
import type { Freshness } from '../../../shared/freshness.ts'
import { type Condition, where } from '../../store/mirror/condition.ts'
import type { Fresh } from '../../store/mirror/object-list.ts'
import { normalise, parseTerms } from '../../store/mirror/search-text.ts'
import { integer, isJson, type Json } from '../../store/mirror/stripe-object.ts'
import { type Cell, type MirrorTable, tableName } from '../../store/mirror/table.ts'
import { keyAt } from '../../store/mirror/time-key.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'

export interface ObjectListInput {
  readonly type: MirroredType
  readonly filter: ObjectListFilter
  readonly direction: 'asc' | 'desc'
  readonly offset: number
  readonly limit: number
}

interface Stored {
  readonly id: string
  readonly created: number
  readonly deleted: number
  readonly block: number
  readonly slot: number
}

const COUNTED = 20_000
const PLACE = 'id, created, deleted, block, slot'

function tableOf(type: MirroredType): MirrorTable {
  const table = tables.find((each) => each.type === type)
  if (table === undefined) throw new CounterfoilError('internal', `There is no table of ${type}`)
  return table
}

/** The column is the type's own, so that a filter it cannot answer is refused and not ignored. */
function equals(table: MirrorTable, column: string, value: Cell | undefined): readonly Condition[] {
  if (value === undefined) return []
  if (!table.columns.some(({ name }) => name === column)) {
    throw new CounterfoilError('invalid_input', `${table.type} has no ${column} to filter by`, {
      params: { field: column },
    })
  }
  return [{ sql: `${column} = ?`, params: [value] }]
}

function termCondition(table: MirrorTable, part: string): Condition {
  const byId = { sql: '(id >= ? AND id < ?)', params: [part, `${part}~`] }
  const [term] = parseTerms(part)
  const searched = table.columns.some(({ name }) => name === 'search')
  if (term === undefined || term.kind === 'id' || !searched) return byId
  return { sql: `${byId.sql} OR instr(search, ?) > 0`, params: [...byId.params, normalise(part)] }
}

function conditions(table: MirrorTable, filter: ObjectListFilter): readonly Condition[] {
  const { created, text, status, customer, connectedAccount, product, includeDeleted } = filter
  return [
    ...(includeDeleted ? [] : [{ sql: 'deleted = 0', params: [] }]),
    ...(created?.gte === undefined ? [] : [{ sql: 'n >= ?', params: [keyAt(created.gte)] }]),
    ...(created?.lt === undefined ? [] : [{ sql: 'n < ?', params: [keyAt(created.lt)] }]),
    ...equals(table, 'status', status),
    ...equals(table, 'customer', customer),
    ...equals(table, 'account', connectedAccount),
    ...equals(table, 'product', product),
    ...(text ?? '')
      .split(/\s+/u)
      .filter((part) => part !== '')
      .map((part) => termCondition(table, part)),
  ]
}

function fieldsOf(reader: Reader, stored: Stored): Json {
  const parsed: unknown = JSON.parse(reader.blocks.read(stored))
  return isJson(parsed) ? parsed : {}
}

function present(reader: Reader, type: string, stored: Stored): ObjectRow {
  const { id, created, deleted } = stored
  return { id, type, created, deleted: deleted === 1, fields: fieldsOf(reader, stored) }
}

function list(reader: Reader, { type, filter, direction, offset, limit }: ObjectListInput): Fresh<ObjectRow> {
  const table = tableOf(type)
  const { sql, params } = where(conditions(table, filter))
  const rows = reader
    .all<Stored>(
      `SELECT ${PLACE} FROM ${tableName(type)} ${sql} ORDER BY n ${direction === 'asc' ? 'ASC' : 'DESC'} LIMIT ? OFFSET ?`,
      [...params, limit, offset],
    )
    .map((stored) => present(reader, type, stored))
  return { rows, freshness: reader.freshness() }
}

function count(
  reader: Reader,
  { type, filter }: Pick<ObjectListInput, 'type' | 'filter'>,
): { readonly count: number; readonly exact: boolean; readonly freshness: Freshness } {
  const { sql, params } = where(conditions(tableOf(type), filter))
  const counted = reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${tableName(type)} ${sql} LIMIT ?)`,
    [...params, COUNTED],
  )
  const found = counted?.count ?? 0
  return { count: found, exact: found < COUNTED, freshness: reader.freshness() }
}

function get(
  reader: Reader,
  { id }: { readonly id: string },
): { readonly object: ObjectRow; readonly raw: string; readonly freshness: Freshness } {
  const object = find(reader, id) ?? findEvent(reader, id)
  if (object === null) throw new CounterfoilError('object_not_found', `The mirror does not hold ${id}`)
  return { object, raw: JSON.stringify(object.fields, null, 2), freshness: reader.freshness() }
}

function find(reader: Reader, id: string): ObjectRow | null {
  for (const { type } of tables) {
    const stored = reader.get<Stored>(`SELECT ${PLACE} FROM ${tableName(type)} WHERE id = ?`, [id])
    if (stored !== undefined) return present(reader, type, stored)
  }
  const loose = reader.get<Stored & { type: string }>(`SELECT ${PLACE}, type FROM object WHERE id = ?`, [id])
  return loose === undefined ? null : present(reader, loose.type, loose)
}

/** Events lie in the archive, which lets go of none. */
function findEvent(reader: Reader, id: string): ObjectRow | null {
  const n = reader.events.numberOf(id)
  if (n === null) return null
  const parsed: unknown = JSON.parse(reader.events.json(n))
  const fields = isJson(parsed) ? parsed : {}
  return { id, type: 'event', created: integer(fields, 'created') ?? 0, deleted: false, fields }
}

export const objectsQueries = { 'objects.list': list, 'objects.count': count, 'objects.get': get }
