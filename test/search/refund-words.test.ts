import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refundsQueries } from '../../src/main/features/refunds/queries.ts'
import { everything } from '../../src/main/features/search/everything.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { temporaryFolder } from '../mirror/support.ts'

const NEWEST = 1_700_000_000
const MANY = 30_000

function refund(id: string, age: number, fields: object = {}): StripeObject {
  const common = { object: 'refund', amount: 500, currency: 'usd', status: 'succeeded' }
  return { ...common, id: `re_${id}`, created: NEWEST - age, reason: 'requested_by_customer', ...fields }
}

/** Behind so many others that looking through the newest would not find them. */
const OLD: readonly StripeObject[] = [
  refund('own', MANY + 1, {
    description: 'Broken teapot',
    metadata: { ticket: 'ZD-77881' },
    destination_details: { type: 'card', card: { reference: 'ARN74837261' } },
  }),
  refund('fraud', MANY + 2, { reason: 'fraudulent', status: 'pending' }),
  refund('failed', MANY + 3, { reason: null, status: 'failed', failure_reason: 'lost_or_stolen_card' }),
  refund('of_intent', MANY + 4, { payment_intent: 'pi_1', charge: 'ch_1' }),
  refund('of_charge', MANY + 5, { charge: 'ch_2', amount: 700 }),
]
const PAID: readonly StripeObject[] = [
  {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 900,
    currency: 'usd',
    created: 1,
    status: 'succeeded',
    latest_charge: 'ch_1',
    description: 'Green teapot',
  },
  {
    id: 'ch_1',
    object: 'charge',
    amount: 900,
    currency: 'usd',
    created: 1,
    status: 'succeeded',
    payment_intent: 'pi_1',
  },
  {
    id: 'ch_2',
    object: 'charge',
    amount: 900,
    currency: 'usd',
    created: 2,
    status: 'succeeded',
    description: 'teapot 2',
  },
]

let folder: ReturnType<typeof temporaryFolder>
let reader: Reader
beforeAll(() => {
  folder = temporaryFolder()
  openArchive(folder.path).close()
  const { db } = openMirror(folder.path, tables)
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => writer.put([...PAID, ...OLD]))
  for (let age = 0; age < MANY; age += 1000) {
    const some = Array.from({ length: 1000 }, (_, place) => refund(`${age + place}`, age + place))
    writer.transaction(() => writer.put(some))
  }
  db.close()
  reader = new Reader(folder.path)
})
afterAll(() => {
  reader.close()
  folder[Symbol.dispose]()
})

function list(text: string, sort: 'created' | 'amount' | 'status' = 'created', of = reader) {
  const input = { filter: { text }, sort: { column: sort, direction: 'desc' }, offset: 0, limit: 50 } as const
  const rows = refundsQueries['refunds.list'](of, input).rows.map(({ id }) => id.slice(3))
  return { rows, count: refundsQueries['refunds.summary'](of, { filter: { text } }).count }
}

describe("the text filter of the refunds' page", () => {
  it.each([
    ['ZD-77881', ['own']],
    ['zd-778', ['own']],
    ['ARN7483', ['own']],
    ['broken', ['own']],
    ['fraudulent', ['fraud']],
    ['stolen', ['failed']],
    ['teapot', ['own', 'of_intent', 'of_charge']],
    ['teapot green', ['of_intent']],
    ['teapot ARN', ['own']],
    ['re_own', ['own']],
    ['nowhere', []],
  ])('finds by its own words and by those of its payment: %s', (text, ids) => {
    expect(list(text)).toEqual({ rows: ids, count: ids.length })
    for (const sort of ['amount', 'status'] as const)
      expect(list(text, sort).rows.toSorted()).toEqual(ids.toSorted())
    const careful = new Reader(folder.path, 2)
    expect(list(text, 'created', careful).rows).toEqual(ids)
    careful.close()
  })

  it('finds by the reason of nearly all, too', () => {
    expect(list('requested_by_customer').rows).toHaveLength(50)
  })

  it('walks past no refund to find a word', () => {
    const seen: string[] = []
    const watched = new Proxy(reader, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (name !== 'all') return typeof value === 'function' ? value.bind(target) : value
        return (sql: string, params: readonly (string | number | null)[] = []) => {
          seen.push(
            ...target
              .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
              .map(({ detail }) => detail),
          )
          return target.all(sql, params)
        }
      },
    })
    list('teapot', 'created', watched)
    list('teapot', 'amount', watched)
    expect(seen.filter((detail) => /SCAN (refund|payment|r|p)\b/.test(detail))).toEqual([])
    expect(seen.some((detail) => detail.includes('(n=?)'))).toBe(true)
  })

  it('finds what its words became, and not what they were', () => {
    const { db } = openMirror(folder.path, tables)
    const writer = new MirrorWriter(db, tables)
    const change = (metadata: object): void => {
      writer.transaction(() => writer.put([refund('changing', MANY + 9, { metadata })]))
    }
    change({ note: 'before' })
    expect(list('before').rows).toEqual(['changing'])
    change({ note: 'afterwards' })
    expect([list('before').rows, list('afterwards').rows]).toEqual([[], ['changing']])
    change({})
    expect(list('afterwards').rows).toEqual([])
    change({ note: 'again' })
    expect(list('again').rows).toEqual(['changing'])
    db.close()
  })
})

it("half a clue finds a refund's own words over the whole history", () => {
  const found = (text: string) =>
    everything(reader, { text }).groups.flatMap(({ rows }) => rows.map(({ id }) => id))
  expect(found('ZD-77881')).toEqual(['re_own'])
  expect(found('fraudulent')).toEqual(['re_fraud'])
  expect(found('broken te')).toEqual(['re_own'])
})
