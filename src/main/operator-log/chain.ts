import { createHash } from 'node:crypto'
import type { LogEntry, LogHead } from '../../shared/features/operator-log/contract.ts'

/** What the first entry names as the one before it. */
export const genesis = '0'.repeat(64)

/** SHA-256, in hex, over every other field of an entry and so, through `previous`, over all entries before it. */
export function entryHash(entry: Omit<LogEntry, 'hash'>): string {
  const { seq, at, operator, action, details, previous } = entry
  return createHash('sha256')
    .update(JSON.stringify([seq, at, operator, action, details, previous]))
    .digest('hex')
}

/** The head as it goes into the metadata of a money call: `42:9f3a…`. */
export function formatHead(head: LogHead): string {
  return `${head.seq}:${head.hash}`
}

/** Reads a head back from metadata; null where the text is none. */
export function parseHead(text: string): LogHead | null {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) return null
  return { seq: Number(match[1]), hash: match[2] }
}
