import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { exportText } from './export-text.ts'

const csv = (...rows: readonly (readonly (string | number | null)[])[]): string[][] =>
  parse(exportText({ columns: ['id', 'description'], rows }, 'csv'), {
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  })

describe('a result as CSV', () => {
  it.each(['Tea\n@SUM(1+1)', 'Tea\r=1+1', 'Tea\r\n-1', '\n=1'])('keeps a cell in one row: %j', (text) => {
    expect(csv(['ch_1', text], ['ch_2', 'x'])).toEqual([
      ['id', 'description'],
      ['ch_1', text],
      ['ch_2', 'x'],
    ])
  })

  it('neutralises formulas and leaves numbers', () => {
    expect(csv(['=1+1', -500], ['@a', null])).toEqual([
      ['id', 'description'],
      ["'=1+1", '-500'],
      ["'@a", ''],
    ])
  })
})

describe('a result as JSON', () => {
  const json = (columns: readonly string[], row: readonly (string | number)[]): unknown =>
    JSON.parse(exportText({ columns, rows: [row] }, 'json'))

  it('names its columns', () => {
    expect(json(['id', 'amount'], ['ch_1', 5])).toEqual([{ id: 'ch_1', amount: 5 }])
  })

  it('keeps every column of the same name', () => {
    expect(json(['id', 'id', 'id_2', 'id'], ['a', 'b', 'c', 'd'])).toEqual([
      { id: 'a', id_3: 'b', id_2: 'c', id_4: 'd' },
    ])
  })
})
