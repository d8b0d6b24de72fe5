import type { SqlCell } from '../../../shared/features/sql/contract.ts'

/** A value of SQLite as it is shown, exact also where JavaScript's numbers or JSON are not. */
export function cell(value: unknown): SqlCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return integer(value)
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const LONGEST_SHOWN = 20_000

/** As much of a cell as is of use on a screen. */
export function shortened(value: SqlCell): SqlCell {
  return typeof value === 'string' && value.length > LONGEST_SHOWN
    ? `${value.slice(0, LONGEST_SHOWN)}…`
    : value
}

function integer(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString()
}
