import { expect, test, vi } from 'vitest'
import { openMirror } from '../store/mirror/open.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Progress } from './progress.ts'
import { tables } from './resources/all.ts'

const DAY = 86_400

test('what is left is estimated from how far back in the life of the account was read', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_790_000_000_000 })
  const now = 1_790_000_000
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-progress-'))
  const { db } = openMirror(folder, tables)
  try {
    const progress = new Progress(db, ['charge'], now - 100 * DAY)
    const ageless = new Progress(db, ['charge'], null)
    const read = (done: number, days: number, objects: number, of = progress): void =>
      of.update(
        {
          resource: 'charge',
          after: 'ch_1',
          reached: now - days * DAY,
          done,
          complete: false,
          denied: null,
          unsupported: false,
        },
        objects,
      )
    read(100, 10, 100, ageless)
    expect(ageless.list()).toMatchObject([{ total: null, estimated: false, secondsLeft: null }])
    read(100, 10, 100)
    vi.advanceTimersByTime(1000)
    read(200, 20, 100)
    expect(progress.list()).toMatchObject([
      { done: 200, total: 1000, estimated: true, rowsPerSecond: 200, secondsLeft: 4 },
    ])
    read(300, 0.5, 100)
    expect(progress.list()).toMatchObject([{ total: null }])
  } finally {
    vi.useRealTimers()
    db.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
