import type { StripeObject } from './stripe-object.ts'

export type Cell = string | number | null

/** A value taken out of the JSON into a column of its own, for lists, joins and sums. */
export interface Column {
  readonly name: string
  readonly type: 'TEXT' | 'INTEGER'
  readonly read: (object: StripeObject) => Cell
}

/** How objects of one type lie in the mirror; see `tableName`. */
export interface MirrorTable {
  /** Stripe's word in `object`. */
  readonly type: string
  readonly columns: readonly Column[]
  /** Columns of each index; `n`, the key in time order, may be one of them. */
  readonly indexes: readonly (readonly string[])[]
}

/** What its objects are found by: the words of this column have indexes of their own; see `words.ts`. */
export const SEARCH = 'search'

/** Whether half a clue finds its objects by words of their own. */
export function hasWords({ columns }: MirrorTable): boolean {
  return columns.some(({ name }) => name === SEARCH)
}

/** The table of a type; a dot, as in `checkout.session`, cannot be in its name. */
export function tableName(type: string): string {
  return type.replaceAll('.', '_')
}
