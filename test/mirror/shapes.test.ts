import { expect, test } from 'vitest'
import { paymentsContract } from '../../src/shared/features/payments/contract.ts'
import { refundsContract } from '../../src/shared/features/refunds/contract.ts'
import { EventArchive } from '../../src/main/store/archive/events.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { BlockReader } from '../../src/main/store/mirror/blocks.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { resourceOf, tables } from '../../src/main/sync/resources/all.ts'
import { mirrorQueries } from '../../src/main/workers/queries.ts'
import { writtenObjects } from '../support/written-objects.ts'
import { temporaryFolder } from './support.ts'

/** What Stripe may send tomorrow: words, fields and types that this version has never seen. */
const tomorrow: readonly StripeObject[] = [
  {
    id: 'pi_new',
    object: 'payment_intent',
    created: 1_790_000_000,
    amount: 5000,
    currency: 'usd',
    status: 'requires_telepathy',
    latest_charge: null,
    hologram: { deep: [1, { er: null }] },
  },
  {
    id: 're_new',
    object: 'refund',
    created: 1_790_000_001,
    amount: 1,
    currency: 'usd',
    status: 'evaporated',
  },
  { id: 'tele_1', object: 'telepathy', thought: '想' },
  { id: 'ch_bare', object: 'charge' },
  { id: 'ch_text_amount', object: 'charge', created: 'yesterday', amount: '12', currency: 'US$', status: 5 },
]

const PAGE = { sort: { column: 'created', direction: 'desc' }, offset: 0, limit: 500 } as const

test('objects of any version and shape are kept whole and never fatal', () => {
  using folder = temporaryFolder()
  const objects = [...writtenObjects(), ...tomorrow]
  expect(objects.length).toBeGreaterThan(15)
  const { db } = openMirror(folder.path, tables)
  const archive = openArchive(folder.path)
  const writer = new MirrorWriter(db, tables)
  const events = objects.filter(({ object }) => object === 'event')
  expect(new EventArchive(archive).append(events)).toBe(events.length)
  const others = objects.filter(({ object }) => object !== 'event')
  for (const object of others) writer.transaction(() => writer.put([object]))
  const blocks = new BlockReader(db)
  for (const object of others) {
    const table = resourceOf(object.object) === undefined ? 'object' : object.object
    const place = db
      .prepare<[string], { block: number; slot: number }>(`SELECT block, slot FROM ${table} WHERE id = ?`)
      .get(object.id)
    if (place === undefined) throw new Error(`${object.id} is not held`)
    expect(JSON.parse(blocks.read(place))).toEqual(object)
  }
  db.close()
  archive.close()
  const reader = new Reader(folder.path)
  const { rows } = paymentsContract.list.output.parse(
    mirrorQueries['payments.list'](reader, { filter: {}, ...PAGE }),
  )
  expect(rows.find(({ id }) => id === 'pi_new')).toMatchObject({
    status: 'unknown',
    rawStatus: 'requires_telepathy',
  })
  for (const { id } of rows) {
    const detail = paymentsContract.get.output.parse(mirrorQueries['payments.get'](reader, { id }))
    expect(detail.raw.length).toBeGreaterThan(0)
  }
  const refunds = refundsContract.list.output.parse(
    mirrorQueries['refunds.list'](reader, { filter: {}, ...PAGE }),
  )
  expect(refunds.rows.find(({ id }) => id === 're_new')).toMatchObject({
    status: 'unknown',
    rawStatus: 'evaporated',
  })
  const unknown = { filter: { statuses: ['unknown'] as const }, ...PAGE }
  expect(mirrorQueries['refunds.list'](reader, unknown).rows.map(({ id }) => id)).toEqual(['re_new'])
  reader.close()
})
