import { expect, test } from 'vitest'
import { readPages } from '../../src/main/sync/read-pages.ts'
import { type Asked, at, listing, openOddServer, readerOf } from './odd-server.ts'

const REVERSALS = '/v1/transfers/tr_1/reversals'

function reversals(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ id: `trr_${index + 1}`, transfer: 'tr_1' }))
}

const transfer = {
  id: 'tr_1',
  object: 'transfer',
  created: 1_790_000_000,
  reversals: { data: reversals(10), has_more: true, url: REVERSALS },
}

async function readTransfers(answer: ((asked: Asked) => void) | null) {
  await using server = await openOddServer(
    at({ '/v1/transfers': listing([transfer]), ...(answer === null ? {} : { [REVERSALS]: answer }) }),
  )
  const [page] = await readPages(readerOf(server), '/v1/transfers', {}, 1)
  return {
    ids: page?.rows.map(({ id }) => id),
    types: page?.rows.map(({ type }) => type),
    lists: page?.partLists,
  }
}

test('parts are read to the end of their list, also where they do not say what they are', async () => {
  const { ids, types, lists } = await readTransfers(listing(reversals(130)))
  expect(ids).toHaveLength(131)
  expect(new Set(types)).toEqual(new Set(['transfer', 'transfer_reversal']))
  expect(lists).toEqual([{ owner: 'tr_1', type: 'transfer', field: 'reversals' }])
})

test.each([
  ['is not there', null],
  ['may not be read', ({ send }: Asked) => send(403, { error: { message: 'rak_transfer_read' } })],
])('where the rest %s, those that came are kept and none is said to be lost', async (_, answer) => {
  const { ids, lists } = await readTransfers(answer)
  expect(ids).toEqual(['tr_1', ...reversals(10).map((part) => ('id' in part ? part.id : null))])
  expect(lists).toEqual([])
})

test('a list of parts that does not go on ends with its name', async () => {
  await expect(
    readTransfers(({ send }) => send(200, { data: reversals(10), has_more: true })),
  ).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable', message: expect.stringContaining(REVERSALS) },
  })
})
