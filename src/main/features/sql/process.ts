/**
 * A process of its own for statements that people type: a thread cannot be stopped while SQLite is busy, a process can.
 * Started with the account's folder, the file of `watcher.ts`, the most memory it may take and the console's process;
 * answers each request with a result, one after the other.
 */
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { requestSchema } from './process-messages.ts'
import { Statements } from './statements.ts'

const counted = z.coerce.number<string>().int()
const [folder, watcherFile, memory, console] = z
  .tuple([z.string(), z.string(), counted, counted])
  .parse(process.argv.slice(2))
const watcher = new Worker(watcherFile, { workerData: { memory, console } })
const statements = new Statements(folder)

process.on('message', (message) => {
  const { number, sql, milliseconds, ...wanted } = requestSchema.parse(message)
  watcher.postMessage(milliseconds)
  const result = statements.run(sql, wanted)
  watcher.postMessage(null)
  process.send?.({ number, result, memory: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit(0))
