import { expect, test } from 'vitest'
import { objectsContract } from '../../src/shared/features/objects/contract.ts'
import { paymentsContract } from '../../src/shared/features/payments/contract.ts'
import { refundsContract } from '../../src/shared/features/refunds/contract.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { mirrorQueries } from '../../src/main/workers/queries.ts'
import { charge, serveLists } from './odd-server.ts'
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

test('what moves money names its object strictly', () => {
  const input = (payment: string) =>
    refundsContract.preview.input.safeParse({ account: 'demo', payment }).success
  expect([input('ch_1'), input(CUSTOMER), input('../refunds')]).toEqual([true, false, false])
})
