import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Request } from '../../src/main/features/sql/process-messages.ts'
import { SqlRunner } from '../../src/main/features/sql/runner.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'
import { sqlEntries, upTo } from './sql-support.ts'

const ORPHAN = fileURLToPath(new URL('sql-orphan.ts', import.meta.url))
const MEMORY = 400_000_000
const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const GREEDY = `WITH RECURSIVE c(x, b) AS (
  SELECT 1, randomblob(1000000) UNION ALL SELECT x + 1, randomblob(1000000) FROM c
) SELECT x, b FROM c ORDER BY b`

function emptyAccount() {
  const folder = temporaryFolder()
  openArchive(folder.path).close()
  openMirror(folder.path, tables).db.close()
  return folder
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("a statement's process", () => {
  it('ends itself where a statement needs too much memory, and the next is answered', async () => {
    using folder = emptyAccount()
    const runner = new SqlRunner(sqlEntries, folder.path, { memory: MEMORY })
    expect(await runner.run(GREEDY, upTo(10))).toMatchObject({
      ok: false,
      error: { code: 'too_much_memory' },
    })
    expect(await runner.run('SELECT 1', upTo(10))).toMatchObject({ ok: true, rows: [[1]] })
    runner.close()
  })

  it('lets much memory through, and counts none of it against the next statement', async () => {
    using folder = emptyAccount()
    const runner = new SqlRunner(sqlEntries, folder.path, { memory: MEMORY })
    const much = `${GREEDY.replace('FROM c\n', 'FROM c WHERE x < 100\n')} LIMIT 1`
    for (let time = 0; time < 5; time += 1)
      expect(
        await runner.run(much.replace('SELECT x, b', 'SELECT count(*), max(b)'), upTo(10)),
      ).toMatchObject({
        ok: true,
        rows: [[100, '[1000000 bytes]']],
      })
    runner.close()
  })

  it('ends itself after its time, also where the console does not', async () => {
    using folder = emptyAccount()
    const started = [folder.path, sqlEntries.watcher, String(MEMORY), String(process.pid)]
    const child = fork(sqlEntries.statement, started, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] })
    let said = ''
    child.stdout?.on('data', (text) => {
      said += String(text)
    })
    const request: Request = { number: 1, sql: ENDLESS, limit: 1, whole: false, milliseconds: 300 }
    child.send(request)
    await once(child, 'close')
    expect(said).toBe('time_up')
  })

  it('ends with the console, in the middle of a statement', async () => {
    using folder = emptyAccount()
    const parent = fork(ORPHAN, [sqlEntries.statement, folder.path, sqlEntries.watcher, String(MEMORY)])
    const [told] = await once(parent, 'message')
    const pid = Number(told)
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false)
  })
})
