import type { SearchField } from '../../../shared/search/field.ts'
import { isTextKind } from '../../../shared/search/field.ts'
import { tables } from '../../sync/resources/all.ts'
import type { StripeObject } from '../../store/mirror/stripe-object.ts'
import { type MirrorTable, tableName } from '../../store/mirror/table.ts'

/** A column whose value, where it is not null, is exactly what the search field reads from the JSON. */
export interface SearchColumn {
  readonly name: string
  /** Whether an index begins with it. */
  readonly indexed: boolean
  /** Whether it holds ids: no two of them differ in case alone. */
  readonly isId: boolean
  /** The indexed column that holds the same folded. */
  readonly folded: string | null
  /** Never null, so that it never needs a look at the JSON. */
  readonly whole: boolean
}

export interface SearchTable {
  readonly table: string
  /** Whether a column `metadata_text` holds all metadata values, one a line. */
  readonly metadataText: boolean
  readonly columnOf: (field: SearchField) => SearchColumn | null
}

function objectWith(path: readonly string[], value: unknown): StripeObject {
  const [first, ...rest] = path.toReversed()
  const inner = { [first ?? '']: value }
  const body = rest.reduce<Record<string, unknown>>((below, key) => ({ [key]: below }), inner)
  return { id: 'probe_id', object: 'probe', ...body }
}

/** Whether the column of the field's name reads the very field: columns may be put together from several. */
function agrees(table: MirrorTable, field: SearchField): boolean {
  const [path] = field.paths
  const column = table.columns.find(({ name }) => name === field.name)
  if (path === undefined || column === undefined || field.presentWhenPositive !== null) return false
  if (field.kind === 'metadata') return false
  const [value, cell] = isTextKind(field.kind)
    ? (['probe', 'probe'] as const)
    : field.kind === 'boolean'
      ? ([true, 1] as const)
      : ([4242, 4242] as const)
  return column.read(objectWith(path, value)) === cell
}

/** Whether the column reads an expanded object as its id. */
function holdsIds(table: MirrorTable, field: SearchField): boolean {
  const column = table.columns.find(({ name }) => name === field.name)
  const path = field.paths[0] ?? []
  return column?.read(objectWith(path, { id: 'probe' })) === 'probe'
}

/** How objects of a Stripe type can be searched by columns. Throws where the mirror has no table of that type. */
export function searchTable(type: string): SearchTable {
  const table = tables.find((candidate) => candidate.type === type)
  if (table === undefined) throw new Error(`There is no table of ${type}`)
  const known = new Map<string, SearchColumn | null>()
  const find = (field: SearchField): SearchColumn | null => {
    if (field.name === 'id') return { name: 'id', indexed: true, isId: true, folded: null, whole: true }
    if (!agrees(table, field)) return null
    const isIndexed = (name: string): boolean => table.indexes.some(([first]) => first === name)
    const folded = `${field.name}_folded`
    return {
      name: field.name,
      indexed: isIndexed(field.name),
      isId: holdsIds(table, field),
      folded: isIndexed(folded) ? folded : null,
      whole: false,
    }
  }
  return {
    table: tableName(type),
    metadataText: table.columns.some(({ name }) => name === 'metadata_text'),
    columnOf: (field) => {
      const found = known.get(field.name)
      if (found !== undefined) return found
      const column = find(field)
      known.set(field.name, column)
      return column
    },
  }
}
