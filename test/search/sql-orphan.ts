/**
 * Started by a test with the file of `process.ts` and the first of its arguments: starts that process as the console
 * does, has it begin a statement that never ends, and tells its number.
 */
import { fork } from 'node:child_process'
import type { Request } from '../../src/main/features/sql/process-messages.ts'

const [file = '', ...rest] = process.argv.slice(2)
const child = fork(file, [...rest, String(process.pid)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
const sql = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const request: Request = { number: 1, sql, limit: 1, whole: false, milliseconds: 600_000 }
child.send(request, () => process.send?.(child.pid))
