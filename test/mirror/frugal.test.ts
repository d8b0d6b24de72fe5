import { afterEach, expect, test, vi } from 'vitest'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openLedger } from '../../src/main/store/ledger/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { sourceOf } from '../../src/main/sync/source.ts'
import { SyncEngine } from '../../src/main/sync/engine.ts'
import { ReadMeter } from '../../src/main/sync/meter.ts'
import { ALLOWANCE_FLOOR } from '../../src/main/sync/pace.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { FakeStripe } from './fake-stripe.ts'
import { temporaryFolder } from './support.ts'

const DAY = 86_400

afterEach(() => vi.useRealTimers())

/** Days of an account at Stripe, followed as the console does by default; returns the GETs it cost and the forecast. */
async function follow(
  days: number,
  everyHour: (stripe: FakeStripe, hour: number) => void,
): Promise<{ readonly reads: number; readonly forecast: number; readonly held: number }> {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setImmediate', 'performance'],
    now: 1_800_000_000_000,
  })
  const stripe = new FakeStripe()
  using folder = temporaryFolder()
  const { db } = openMirror(folder.path, tables)
  const archive = openArchive(folder.path)
  const ledger = openLedger(folder.path)
  ledger.pragma('synchronous = OFF')
  const meter = new ReadMeter(ledger)
  const engine = new SyncEngine({
    account: 'test',
    apiBase: null,
    mirror: db,
    writer: new MirrorWriter(db, tables),
    archive,
    meter,
    onStatus: () => {},
    onChange: () => {},
    openSource: ({ onRead }) => {
      const api = stripe.reader()
      return sourceOf({
        ...api,
        get: (path, query) => {
          onRead(null)
          return api.get(path, query)
        },
        list: (path, query) => {
          onRead(null)
          return api.list(path, query)
        },
      })
    },
  })
  await engine.setKey('rk_test_fake')
  for (let hour = 0; hour < days * 24; hour += 1) {
    stripe.now = Math.floor(Date.now() / 1000)
    everyHour(stripe, hour)
    await vi.advanceTimersByTimeAsync(3_600_000)
  }
  const { reads } = engine.status()
  const held = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM payout').get()?.count ?? 0
  vi.useRealTimers()
  await engine.stop()
  for (const each of [db, archive, ledger]) each.close()
  return { reads: meter.counted, forecast: reads.forecast30Days, held }
}

test('30 quiet days cost less than the floor of what Stripe allows', { timeout: 240_000 }, async () => {
  const { reads, forecast } = await follow(30, () => {})
  expect(reads).toBeGreaterThan(5000)
  expect(reads).toBeLessThan(ALLOWANCE_FLOOR)
  expect(forecast).toBeLessThan(ALLOWANCE_FLOOR)
})

test('a few payouts a day, one of which never has its last event, stay below it too', {
  timeout: 240_000,
}, async () => {
  const days = 5
  const { reads, held } = await follow(days, (stripe, hour) => {
    if (hour % 8 !== 0) return
    stripe.set({
      id: `po_${hour}`,
      object: 'payout',
      created: stripe.now,
      amount: 100,
      currency: 'eur',
      status: 'in_transit',
      arrival_date: stripe.now + DAY,
    })
  })
  expect(held).toBe(days * 3)
  expect((reads / days) * 30).toBeLessThan(ALLOWANCE_FLOOR)
})
