import { describe, expect, it } from 'vitest'
import { MOST_SAVED, type SavedQuery, savedQueriesSchema } from '../../../shared/features/sql/contract.ts'
import { SavedQueries } from './saved-queries.ts'

const query = (at: number, sql = 'SELECT 1'): SavedQuery => ({ name: `query ${at}`, sql })

/** A file that is parsed whenever it is read, like the console's own. */
function holding(count: number): SavedQueries {
  let text = JSON.stringify(Array.from({ length: count }, (_, at) => query(at)))
  return new SavedQueries({
    read: () => savedQueriesSchema.parse(JSON.parse(text)),
    write: (queries) => {
      text = JSON.stringify(queries)
    },
  })
}

describe('saved queries', () => {
  it('are kept in the order of their names', () => {
    const saved = holding(0)
    saved.save({ name: 'b', sql: 'SELECT 2' })
    expect(saved.save({ name: 'a', sql: 'SELECT 1' }).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(saved.forget('a')).toEqual([{ name: 'b', sql: 'SELECT 2' }])
  })

  it('take the last one there is room for, and one in the place of another', () => {
    const saved = holding(MOST_SAVED - 1)
    expect(saved.save(query(MOST_SAVED))).toHaveLength(MOST_SAVED)
    expect(saved.save(query(7, 'SELECT 7'))).toContainEqual(query(7, 'SELECT 7'))
  })

  it('refuse one too many and lose none', () => {
    const saved = holding(MOST_SAVED)
    expect(() => saved.save(query(MOST_SAVED))).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'saved_queries_full' }) }),
    )
    expect(saved.all()).toHaveLength(MOST_SAVED)
    expect(saved.forget('query 1')).toHaveLength(MOST_SAVED - 1)
  })
})
