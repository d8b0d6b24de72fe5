import { currencyCode } from '../../../shared/money.ts'
import { foldText } from '../../../shared/search/text.ts'
import { searchText } from '../../store/mirror/search-text.ts'
import { flag, integer, metadataText, reference, text } from '../../store/mirror/stripe-object.ts'
import type { Column } from '../../store/mirror/table.ts'

/** Columns named after the field they hold, unless its path is given. */
export function textColumn(name: string, path = name): Column {
  return { name, type: 'TEXT', read: (o) => text(o, path) }
}

/** Another column's text as the search language compares it, so that an index finds it in any case. */
export function foldedColumn(name: string): Column {
  return { name: `${name}_folded`, type: 'TEXT', read: (o) => foldText(text(o, name) ?? '') || null }
}

/** Null where Stripe told no currency. */
export const currencyColumn: Column = {
  name: 'currency',
  type: 'TEXT',
  read: (o) => currencyCode(o['currency']),
}

export function integerColumn(name: string, path = name): Column {
  return { name, type: 'INTEGER', read: (o) => integer(o, path) }
}

export function flagColumn(name: string, path = name): Column {
  return { name, type: 'INTEGER', read: (o) => flag(o, path) }
}

/** An id, or the id of the expanded object. */
export function referenceColumn(name: string, path = name): Column {
  return { name, type: 'TEXT', read: (o) => reference(o, path) }
}

/** The operation of this console that made the object. */
export const operationColumn: Column = textColumn('operation', 'metadata.counterfoil_operation')

/** What an object is found by in lists of its type: these fields and its metadata. */
export function searchColumn(...paths: readonly string[]): Column {
  return {
    name: 'search',
    type: 'TEXT',
    read: (o) => searchText([...paths.map((path) => reference(o, path)), metadataText(o)]),
  }
}
