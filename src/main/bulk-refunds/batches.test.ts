import { beforeEach, describe, expect, it } from 'vitest'
import type { BulkSource } from '../../shared/features/bulk-refunds/contract.ts'
import { batch, batchOfSource, reservedOn } from './batches.ts'
import { BulkRefundRunner } from './runner.ts'
import { BATCH, ledgerOf, makeBatch, World } from './test-support.ts'

let world: World
beforeEach(() => {
  world = new World(ledgerOf())
})

describe('a bulk refund', () => {
  it('is one batch under one id, reserves what it means to refund, and is known by its file again', async () => {
    const source: BulkSource = {
      type: 'csv',
      name: 'a.csv',
      bytes: new TextEncoder().encode('payment\nch_0\n'),
    }
    makeBatch(world.ledger, 4, 2, source)
    makeBatch(world.ledger, 4, 2, source)
    expect(batch(world.ledger, BATCH).rows).toBe(4)
    expect(reservedOn(world.ledger)('ch_0')).toBe(201)
    expect(batchOfSource(world.ledger, source)).toBeNull()
    const runner = new BulkRefundRunner(world.options())
    runner.run(BATCH, 'Ada')
    await runner.idle(BATCH)
    expect(reservedOn(world.ledger)('ch_0')).toBe(0)
    expect(batchOfSource(world.ledger, source)).toBe(BATCH)
    expect(
      batchOfSource(world.ledger, { ...source, bytes: new TextEncoder().encode('payment\nch_9\n') }),
    ).toBeNull()
  })
})
