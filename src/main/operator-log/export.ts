import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import {
  type LogAnchor,
  type LogReport,
  logEntrySchema,
  logHeadSchema,
} from '../../shared/features/operator-log/contract.ts'
import { logEntries, logHead } from './log.ts'
import { verifyChain } from './verify.ts'

const headerSchema = z
  .object({
    format: z.literal('counterfoil-operator-log'),
    version: z.literal(1),
    account: z.string(),
    exportedAt: z.int(),
    head: logHeadSchema.nullable(),
  })
  .strict()

/** The log as JSON lines: a header that names the newest entry, then each entry with its hashes, oldest first. */
export function* exportLog(ledger: Database, account: string, at: number): Generator<string> {
  const header: z.infer<typeof headerSchema> = {
    format: 'counterfoil-operator-log',
    version: 1,
    account,
    exportedAt: at,
    head: logHead(ledger),
  }
  yield `${JSON.stringify(header)}\n`
  for (const entry of logEntries(ledger)) yield `${JSON.stringify(entry)}\n`
}

/** Checks an exported log by itself, or against heads known from elsewhere. Throws on text that is no such export. */
export function verifyExport(text: string, anchors: readonly LogAnchor[] = []): LogReport {
  const [first, ...rest] = text.split('\n').filter((line) => line !== '')
  const header = headerSchema.parse(JSON.parse(first ?? 'null'))
  const entries = rest.map((line) => logEntrySchema.parse(JSON.parse(line)))
  return verifyChain(
    entries.toSorted((a, b) => a.seq - b.seq),
    header.head,
    anchors,
  )
}
