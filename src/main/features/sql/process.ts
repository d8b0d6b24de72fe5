/**
 * A process of its own for statements that people type: a thread cannot be stopped while SQLite is busy, a process can.
 * Started with the account's folder; answers `{ sql, limit }` with a result, one after the other.
 */
import { z } from 'zod'
import { openSqlDatabase } from './database.ts'
import { runStatement } from './statement.ts'

const requestSchema = z.object({ number: z.int(), sql: z.string(), limit: z.int() })
const [, , folder] = process.argv
if (folder === undefined || process.send === undefined) throw new Error('This file is run by the console')
const database = openSqlDatabase(folder)

process.on('message', (message) => {
  const { number, sql, limit } = requestSchema.parse(message)
  process.send?.({ number, result: runStatement(database, sql, limit) })
})
process.on('disconnect', () => process.exit(0))
