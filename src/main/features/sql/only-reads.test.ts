import { describe, expect, it } from 'vitest'
import { onlyReads } from './only-reads.ts'

describe('a statement that only reads', () => {
  it.each([
    'SELECT 1',
    '  select 1',
    '(SELECT 1)',
    '-- a note\n/* another */ WITH x AS (SELECT 1) SELECT * FROM x',
    'VALUES (1)',
    'EXPLAIN SELECT 1',
    'EXPLAIN QUERY PLAN SELECT 1',
    'explain/**/query -- a note\n plan (VALUES (1))',
  ])('is let through: %s', (sql) => {
    expect(onlyReads(sql)).toBe(true)
  })

  it.each([
    '',
    '/* SELECT',
    'PRAGMA query_only = OFF',
    'EXPLAIN PRAGMA query_only = OFF',
    'EXPLAIN QUERY PLAN PRAGMA locking_mode = EXCLUSIVE',
    'explain /* SELECT */ pragma locking_mode = EXCLUSIVE',
    'EXPLAIN -- SELECT\nPRAGMA hard_heap_limit = 1000',
    "EXPLAIN ATTACH 'x.db' AS x",
    'EXPLAIN QUERY SELECT 1',
    'EXPLAIN EXPLAIN PRAGMA query_only = OFF',
    'SELECTED',
    'select_all',
  ])('is stopped where it is something else: %s', (sql) => {
    expect(onlyReads(sql)).toBe(false)
  })
})
