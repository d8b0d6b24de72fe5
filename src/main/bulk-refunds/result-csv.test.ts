import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import { resultCsv } from './result-csv.ts'
import { BulkRefundRunner } from './runner.ts'
import { BATCH, ledgerOf, makeBatch, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World(ledgerOf())
})

describe('a bulk refund', () => {
  it('writes a result in which nothing runs as a formula', async () => {
    makeBatch(world.ledger, 3)
    const formulas = ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '=HYPERLINK("http://x","y")']
    const update = world.ledger.prepare('UPDATE bulk_rows SET target = ? WHERE line = 2')
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    for (const formula of formulas) {
      update.run(formula)
      const text = [...resultCsv(world.ledger, BATCH)].join('')
      const rows: string[][] = parse(text, { bom: true })
      expect(rows).toHaveLength(4)
      expect(rows[1]?.[1]).toBe(`'${formula}`)
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/u.test(cell))).toEqual([])
      expect(rows[2]?.slice(0, 7)).toEqual(['3', 'order 1', 'ch_1', '101', 'JPY', 'duplicate', 'done'])
    }
  })

  it('writes a result in which no cell begins a row of its own', async () => {
    makeBatch(world.ledger, 1)
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    for (const text of ['a\r=1+1', 'a\n=1+1', 'a\r\n=1+1']) {
      world.ledger.prepare('UPDATE bulk_rows SET target = ?').run(text)
      const rows: string[][] = parse([...resultCsv(world.ledger, BATCH)].join(''), {
        bom: true,
        record_delimiter: ['\r\n', '\n', '\r'],
      })
      expect(rows.map((row) => row[1])).toEqual(['target', text])
    }
  })
})
