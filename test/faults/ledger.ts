import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'

const rowSchema = z.object({
  id: z.string(),
  attempt: z.string(),
  state: z.string(),
  amount: z.int(),
  idempotency_key: z.string(),
  result: z.string().nullable(),
  sends: z.int(),
  first_sent_at: z.int().nullable(),
  outcomes: z.string(),
})
/** An operation as it stands on the disk. */
export type Row = Readonly<z.infer<typeof rowSchema>>

/** Reads the journal with nothing of the product's. Empty where no console has opened the folder yet. */
export function readJournal(folder: string): Row[] {
  const file = join(folder, 'ledger.db')
  if (!existsSync(file)) return []
  const db = new Database(file, { readonly: true, timeout: 10_000 })
  try {
    return db
      .prepare(
        `SELECT id, attempt, state, amount, idempotency_key, result, sends, first_sent_at,
           (SELECT coalesce(group_concat(outcome), '') FROM operation_answers WHERE operation = id) AS outcomes
         FROM operations`,
      )
      .all()
      .map((row) => rowSchema.parse(row))
  } finally {
    db.close()
  }
}
