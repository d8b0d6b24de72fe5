import type { SqlCell } from '../../../shared/features/sql/contract.ts'

const LONGEST_CELL = 20_000

/** A value of SQLite as it is shown, exact also where JavaScript's numbers or JSON are not. */
export function cell(value: unknown): SqlCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return integer(value)
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text
}

function integer(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString()
}
