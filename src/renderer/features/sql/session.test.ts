import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CounterfoilError } from '../../../shared/errors.ts'
import type { api } from '../../lib/api.ts'
import { type Answered, SqlSession } from './session.ts'

const rows = (...cells: readonly number[]): Answered => ({
  ok: true,
  columns: ['n'],
  rows: cells.map((cell) => [cell]),
  more: false,
  milliseconds: 1,
})
const refused = { ok: false, error: { code: 'invalid', message: 'no', position: null } } as const

const run = vi.fn<typeof api.sql.run>()
const exportResult = vi.fn<typeof api.sql.exportResult>()
const cancel = vi.fn<typeof api.sql.cancel>()
let session: SqlSession
beforeEach(() => {
  vi.resetAllMocks()
  session = new SqlSession('acct_1', { run, exportResult, cancel })
})

describe('what is typed and answered', () => {
  it('is kept while nobody looks', async () => {
    const answer = Promise.withResolvers<Answered>()
    run.mockReturnValueOnce(answer.promise)
    const looked = vi.fn<() => void>()
    const leave = session.subscribe(looked)
    session.type('SELECT 1')
    const done = session.run()
    expect(session.state()).toMatchObject({ sql: 'SELECT 1', running: true, rows: null })
    leave()
    looked.mockClear()
    answer.resolve(rows(1))
    await done
    expect(looked).not.toHaveBeenCalled()
    expect(run).toHaveBeenCalledExactlyOnceWith({ account: 'acct_1', sql: 'SELECT 1' })
    expect(session.state()).toMatchObject({ sql: 'SELECT 1', running: false, rows: { result: rows(1) } })
  })

  it('tells whoever looks, also on coming back', async () => {
    run.mockResolvedValueOnce(rows(1))
    const looked = vi.fn<() => void>()
    session.subscribe(looked)
    await session.run()
    expect(looked).toHaveBeenCalled()
  })

  it('can be cancelled', async () => {
    await session.cancel()
    expect(cancel).toHaveBeenCalledExactlyOnceWith({ account: 'acct_1' })
  })

  it('is that of the last statement, whichever is answered last', async () => {
    const first = Promise.withResolvers<typeof refused>()
    run.mockReturnValueOnce(first.promise).mockResolvedValueOnce(rows(2))
    const both = [session.run(), session.run()]
    await both[1]
    first.resolve(refused)
    await both[0]
    expect(session.state()).toMatchObject({ running: false, rows: { result: rows(2) }, notice: null })
  })

  it('loses an error once the next thing is done', async () => {
    run.mockResolvedValueOnce(refused)
    await session.run()
    expect(session.state().notice).toEqual({ kind: 'refused', error: refused.error })
    exportResult.mockResolvedValueOnce({ ok: true, file: '/a.csv', rows: 1, more: false })
    await session.export('csv')
    expect(session.state().notice).toEqual({ kind: 'exported', file: '/a.csv', rows: 1, more: false })
    run.mockRejectedValueOnce(new CounterfoilError('store_damaged', 'damaged'))
    await session.run()
    expect(session.state()).toMatchObject({
      running: false,
      notice: { kind: 'failed', failure: { code: 'store_damaged' } },
    })
  })

  it('keeps its rows on screen through an export, also one whose file was not chosen', async () => {
    run.mockResolvedValueOnce(rows(1))
    await session.run()
    exportResult.mockResolvedValueOnce({ ok: true, file: null, rows: 1, more: false })
    await session.export('json')
    expect(session.state()).toMatchObject({ rows: { result: rows(1) }, notice: null, running: false })
  })
})
