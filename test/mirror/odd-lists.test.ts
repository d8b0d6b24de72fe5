import { expect, test } from 'vitest'
import { readPages } from '../../src/main/sync/read-pages.ts'
import { at, charges, listing, openOddServer, readerOf } from './odd-server.ts'

const idsOf = (pages: readonly { readonly rows: readonly { readonly id: string }[] }[]): readonly string[] =>
  pages.flatMap(({ rows }) => rows.map(({ id }) => id))

test('a server that does not say whether there is more is read on after a full page', async () => {
  await using server = await openOddServer(at({ '/v1/charges': listing(charges(250), () => ({})) }))
  const pages = await readPages(readerOf(server), '/v1/charges', {}, 10)
  expect(new Set(idsOf(pages)).size).toBe(250)
  expect(pages.map(({ listed }) => listed)).toEqual([100, 100, 50])
})

test('one that says that there is no more is believed, also after a full page', async () => {
  const told = () => ({ has_more: false })
  await using server = await openOddServer(at({ '/v1/charges': listing(charges(250), told) }))
  expect(idsOf(await readPages(readerOf(server), '/v1/charges', {}, 10))).toHaveLength(100)
})

test('a list that does not go on ends with its name instead of never', async () => {
  await using server = await openOddServer(
    at({ '/v1/charges': ({ send }) => send(200, { data: charges(100), has_more: true }) }),
  )
  const api = readerOf(server)
  expect(idsOf(await readPages(api, '/v1/charges', {}, 10))).toHaveLength(100)
  await expect(readPages(api, '/v1/charges', { starting_after: 'ch_1' }, 10)).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable', message: expect.stringContaining('/v1/charges') },
  })
  expect(server.asked).toHaveLength(3)
})

test.each([2, 3, 7])('so does one that gives the same %d pages again and again', async (pages) => {
  const all = charges(pages * 100)
  let turn = -1
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ send }) => {
        turn += 1
        const from = (turn % pages) * 100
        send(200, { data: all.slice(from, from + 100), has_more: true })
      },
    }),
  )
  const api = readerOf(server)
  const walk = async (): Promise<void> => {
    let after: string | undefined
    for (let page = 0; page < 100; page += 1)
      after = (await api.list('/v1/charges', { starting_after: after })).last?.id
  }
  await expect(walk()).rejects.toMatchObject({
    failure: { code: 'stripe_unavailable', message: expect.stringContaining('/v1/charges does not go on') },
  })
  expect(server.asked.length).toBeLessThanOrEqual(3 * pages + 2)
})

test('a page asked for again, and a list read again, is no circle', async () => {
  await using server = await openOddServer(at({ '/v1/charges': listing(charges(900)) }))
  const api = readerOf(server)
  for (const times of [1, 2, 3]) {
    for (let after: string | undefined, left = true; left; ) {
      let page = await api.list('/v1/charges', { starting_after: after })
      for (let again = 1; again < times; again += 1)
        page = await api.list('/v1/charges', { starting_after: after })
      after = page.last?.id
      left = page.hasMore
    }
  }
  expect(server.asked).toHaveLength(9 * (1 + 2 + 3))
})

test('so does one that only shuffles what it gave', async () => {
  let turn = 0
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ send }) => {
        turn += 1
        const all = charges(100)
        send(200, { data: [...all.slice(turn), ...all.slice(0, turn)], has_more: true })
      },
    }),
  )
  expect(await readPages(readerOf(server), '/v1/charges', {}, 10)).toHaveLength(1)
})

test('a whole list that is given again and again ends where nothing says that there is more', async () => {
  await using server = await openOddServer(
    at({ '/v1/charges': ({ send }) => send(200, { data: charges(100) }) }),
  )
  const pages = await readPages(readerOf(server), '/v1/charges', {}, 10)
  expect(pages.at(-1)?.hasMore).toBe(false)
  expect(new Set(idsOf(pages)).size).toBe(100)
})

test('pages that begin with what they should come after are read to their end', async () => {
  const all = charges(250)
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ query, send }) => {
        const after = query.get('starting_after')
        const from = after === null ? 0 : 250 - Number(after.slice(3))
        send(200, { data: all.slice(from, from + 100), has_more: from + 100 < 250 })
      },
    }),
  )
  const pages = await readPages(readerOf(server), '/v1/charges', {}, 10)
  expect(new Set(idsOf(pages)).size).toBe(250)
})

test('objects that do not say what they are take the type of their list; what has no id is left out', async () => {
  const unnamed = charges(120, { object: undefined })
  const data = [...unnamed.slice(0, 100), { object: 'charge' }]
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ query, send }) =>
        query.has('starting_after')
          ? send(200, { data: unnamed.slice(100), has_more: false })
          : send(200, { data, has_more: true }),
    }),
  )
  const pages = await readPages(readerOf(server), '/v1/charges', {}, 10)
  expect(server.asked[1]).toContain('starting_after=ch_21')
  expect(new Set(pages.flatMap(({ rows }) => rows.map(({ type }) => type)))).toEqual(new Set(['charge']))
  expect(idsOf(pages)).toHaveLength(120)
})

test('a list goes on after its last id, also where that object cannot be kept', async () => {
  const long = 'x'.repeat(300)
  await using server = await openOddServer(
    at({
      '/v1/charges': ({ query, send }) =>
        query.get('starting_after') === long
          ? send(200, { data: charges(1), has_more: false })
          : send(200, { data: [{ id: 'ch_9', object: 'charge' }, { id: long }], has_more: true }),
    }),
  )
  expect(idsOf(await readPages(readerOf(server), '/v1/charges', {}, 10))).toEqual(['ch_9', 'ch_1'])
})

test('whatever the list of events holds is kept as an event', async () => {
  const event = { id: 'evt_1', object: 'v2.core.event', created: '2026-01-01T00:00:00Z', type: 'v2.x' }
  await using server = await openOddServer(
    at({ '/v1/events': listing([event]), '/v1/charges': listing(charges(1)) }),
  )
  const api = readerOf(server)
  const [events, listed] = [
    await readPages(api, '/v1/events', {}, 1),
    await readPages(api, '/v1/charges', {}, 1),
  ]
  expect(events[0]?.rows).toMatchObject([{ id: 'evt_1', cells: ['v2.x', null, null, null, null] }])
  expect(listed[0]?.rows[0]?.cells).not.toHaveLength(5)
})

test('large pages are read few at a time, small ones as many as wanted', async () => {
  const large = charges(400, { description: 'x'.repeat(70_000) })
  await using server = await openOddServer(
    at({ '/v1/charges': listing(large), '/v1/refunds': listing(charges(400)) }),
  )
  const api = readerOf(server)
  expect(await readPages(api, '/v1/charges', {}, 4)).toHaveLength(3)
  expect(await readPages(api, '/v1/refunds', {}, 4)).toHaveLength(4)
})
