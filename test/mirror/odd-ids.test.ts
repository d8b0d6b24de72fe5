import { expect, test } from 'vitest'
import { objectsContract } from '../../src/shared/features/objects/contract.ts'
import { paymentsContract } from '../../src/shared/features/payments/contract.ts'
import { refundsContract } from '../../src/shared/features/refunds/contract.ts'
import { openMirrorReader } from '../../src/main/store/mirror/open.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { mirrorQueries } from '../../src/main/workers/queries.ts'
import { at, charge, charges, listing, openOddServer, serveLists } from './odd-server.ts'
import { KEY, openSync, temporaryFolder } from './support.ts'

const PLAN = 'Gold plan'
const CUSTOMER = 'foo/bar@x.com'

test('objects whose ids a shop chose are listed and opened beside all others', async () => {
  using folder = temporaryFolder()
  const created = 1_790_000_000
  await using server = await serveLists({
    '/v1/prices': [
      { id: PLAN, object: 'price', created, currency: 'eur' },
      { id: 'price_1', object: 'price', created, currency: 'eur' },
    ],
    '/v1/customers': [{ id: CUSTOMER, object: 'customer', created, name: 'Ada' }],
    '/v1/charges': [{ ...charge('ch_1'), customer: CUSTOMER }],
  })
  {
    await using sync = await openSync(folder.path, server.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    await sync.thread.answer({ type: 'catchUp' })
  }
  const reader = new Reader(folder.path)
  try {
    const idsOf = (type: 'price' | 'customer'): readonly string[] => {
      const input = objectsContract.list.input.parse({
        account: 'demo',
        type,
        filter: {},
        offset: 0,
        limit: 50,
      })
      return objectsContract.list.output
        .parse(mirrorQueries['objects.list'](reader, input))
        .rows.map(({ id }) => id)
    }
    expect(idsOf('price').toSorted()).toEqual([PLAN, 'price_1'])
    expect(idsOf('customer')).toEqual([CUSTOMER])
    for (const id of [PLAN, CUSTOMER]) {
      const input = objectsContract.get.input.parse({ account: 'demo', id })
      expect(objectsContract.get.output.parse(mirrorQueries['objects.get'](reader, input)).object.id).toBe(id)
    }
    const input = paymentsContract.list.input.parse({
      account: 'demo',
      filter: { customer: CUSTOMER },
      offset: 0,
      limit: 50,
    })
    const payments = paymentsContract.list.output.parse(mirrorQueries['payments.list'](reader, input))
    expect(payments.rows).toMatchObject([{ id: 'ch_1', customer: CUSTOMER }])
  } finally {
    reader.close()
  }
})

test('an id with half a surrogate pair costs its list nothing, wherever it stands', async () => {
  using folder = temporaryFolder()
  const half = (id: string): string => `${id}_\ud83d`
  // The last of a page, the last of all, and one between others.
  const listed = charges(250).map((each, place) =>
    [99, 150, 249].includes(place) ? { ...each, id: half(`ch_${250 - place}`), status: 'pending' } : each,
  )
  const transfer = {
    id: half('tr'),
    object: 'transfer',
    created: 1_790_000_000,
    amount: 5,
    currency: 'eur',
    reversals: {
      data: [{ id: half('trr'), object: 'transfer_reversal', transfer: half('tr') }],
      has_more: true,
      url: `/v1/transfers/${half('tr')}/reversals`,
    },
  }
  const event = {
    id: 'evt_1',
    object: 'event',
    created: 1_790_000_000,
    type: 'charge.updated',
    data: { object: { ...charge(half('ch_1')) } },
  }
  await using server = await openOddServer(
    at({
      '/v1/charges': listing(listed),
      '/v1/transfers': listing([transfer, { ...transfer, id: 'tr_2', reversals: undefined }]),
      '/v1/events': listing([event]),
    }),
  )
  for (const _ of ['filled', 'opened again']) {
    await using sync = await openSync(folder.path, server.url)
    await sync.thread.answer({ type: 'key', key: KEY })
    expect(await sync.thread.answer({ type: 'catchUp' })).toMatchObject({ failure: null })
  }
  const ids = (type: string): readonly string[] => {
    const db = openMirrorReader(folder.path)
    try {
      return db.prepare<[], string>(`SELECT id FROM ${type} WHERE deleted = 0 ORDER BY id`).pluck().all()
    } finally {
      db.close()
    }
  }
  expect(ids('charge')).toHaveLength(250)
  expect(ids('charge')).toEqual(
    expect.arrayContaining(['ch_1_\ufffd', 'ch_2', 'ch_100_\ufffd', 'ch_151_\ufffd']),
  )
  expect(ids('transfer')).toEqual(['tr_2', 'tr_\ufffd'])
  expect(ids('transfer_reversal')).toEqual(['trr_\ufffd'])
  const reader = new Reader(folder.path)
  try {
    const input = objectsContract.get.input.parse({ account: 'demo', id: 'ch_1_\ufffd' })
    expect(objectsContract.get.output.parse(mirrorQueries['objects.get'](reader, input)).object.id).toBe(
      'ch_1_\ufffd',
    )
  } finally {
    reader.close()
  }
})

test('what moves money names its object strictly', () => {
  const input = (payment: string) =>
    refundsContract.preview.input.safeParse({ account: 'demo', payment }).success
  expect([input('ch_1'), input(CUSTOMER), input('../refunds')]).toEqual([true, false, false])
})
