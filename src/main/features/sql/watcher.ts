/**
 * The thread that watches the process of typed statements from within: while SQLite is busy nothing else in it gets a
 * turn. It ends its own process where a statement takes too much memory or time, or where the console is gone.
 */
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { type OwnEnd, STDOUT } from './own-end.ts'

const EVERY = 50
const { memory, console } = z.object({ memory: z.int(), console: z.int() }).parse(workerData)
/** Milliseconds that the statement just begun may take; null where none runs. */
const allowedSchema = z.int().nullable()

const parent = process.ppid
let deadline = Number.POSITIVE_INFINITY
parentPort?.on('message', (message) => {
  const allowed = allowedSchema.parse(message)
  deadline = allowed === null ? Number.POSITIVE_INFINITY : performance.now() + allowed
})

/** Its parent's number changes where a parent's death is told to the child; on Windows it stays, and is nobody's. */
function isOrphan(): boolean {
  if (process.ppid !== parent) return true
  try {
    return !process.kill(console, 0)
  } catch {
    return true
  }
}

function reasonToEnd(): OwnEnd | null {
  if (process.memoryUsage.rss() > memory) return 'too_much_memory'
  return performance.now() > deadline ? 'time_up' : null
}

setInterval(() => {
  const reason = reasonToEnd()
  if (reason === null && !isOrphan()) return
  try {
    if (reason !== null) writeSync(STDOUT, reason)
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}, EVERY)
