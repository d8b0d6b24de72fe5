import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Cell } from './table.ts'

export interface Condition {
  readonly sql: string
  readonly params: readonly Cell[]
}

export function where(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '', params: [] }
  return {
    sql: `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`,
    params: conditions.flatMap(({ params }) => params),
  }
}

export function anyOf(column: string, values: readonly Cell[]): Condition {
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, params: values }
}

/** Objects of a currency, or those of which none is known. */
export function inCurrency(currency: string): Condition {
  return currency === UNKNOWN_CURRENCY
    ? { sql: 'currency IS NULL', params: [] }
    : { sql: 'currency = ?', params: [currency] }
}
