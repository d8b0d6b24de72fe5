import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FolderOwner } from '../../src/main/store/archive/owner.ts'
import { EventArchive } from '../../src/main/store/archive/events.ts'
import { eventsTables } from '../../src/main/store/archive/0001-events.ts'
import { migrate } from '../../src/main/store/migrations.ts'
import { BlockReader } from '../../src/main/store/mirror/blocks.ts'
import { mirrorSql } from '../../src/main/store/mirror/schema.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { tableName } from '../../src/main/store/mirror/table.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import type { AccountMirror } from '../../src/main/sync/account-mirror.ts'
import { applyEvents } from '../../src/main/sync/apply.ts'
import { checkDrift } from '../../src/main/sync/drift.ts'
import { ALLOWANCE_FLOOR } from '../../src/main/sync/pace.ts'
import { GroupCommit } from '../../src/main/sync/group-commit.ts'
import { ReadOrder } from '../../src/main/sync/read-order.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { sourceOf } from '../../src/main/sync/source.ts'
import { OVERLAP, pollEvents, startTail } from '../../src/main/sync/tail.ts'
import { FakeStripe } from './fake-stripe.ts'

const SEQUENCES = 2000

/** Its tables made once: for two thousand mirrors it would take most of the time. */
const emptyMirror = serialized((db) => db.exec(mirrorSql(tables)))
const emptyArchive = serialized((db) => migrate(db, [eventsTables]))

function serialized(fill: (db: Database.Database) => void): Buffer {
  const db = new Database(':memory:')
  fill(db)
  return db.serialize()
}

function openMemory(stripe: FakeStripe): AccountMirror {
  const db = new Database(emptyMirror)
  const archive = new Database(emptyArchive)
  const writer = new MirrorWriter(db, tables)
  return {
    db,
    writer,
    archive: new EventArchive(archive),
    owner: new FolderOwner(archive),
    commits: new GroupCommit(writer, () => {}),
    order: new ReadOrder(),
    signal: new AbortController().signal,
    ...sourceOf(stripe.reader()),
  }
}

const TYPES = ['charge', 'refund', 'payout', 'dispute', 'customer', 'transfer', 'topup'] as const

/** Every row of these types with its JSON, as held and as Stripe has it. */
function held(mirror: AccountMirror): ReadonlyMap<string, unknown> {
  const blocks = new BlockReader(mirror.db)
  const rows = TYPES.flatMap((type) =>
    mirror.db
      .prepare<[], { id: string; block: number; slot: number }>(
        `SELECT id, block, slot FROM ${tableName(type)} WHERE deleted = 0`,
      )
      .all(),
  )
  return new Map(rows.map((row) => [row.id, JSON.parse(blocks.read(row))]))
}

async function poll(mirror: AccountMirror): Promise<void> {
  await pollEvents(mirror, OVERLAP)
  await applyEvents(mirror)
}

const finals: Readonly<Record<string, string>> = { refund: 'succeeded', payout: 'paid', dispute: 'lost' }

function object(type: string, id: number, version: number, at: number): StripeObject {
  const status = version % 3 === 2 ? (finals[type] ?? 'succeeded') : open(type)
  return {
    id: `${type}_${id}`,
    object: type,
    created: at,
    amount: 100 + version,
    currency: 'eur',
    status,
    arrival_date: at,
    metadata: { version: String(version) },
  }
}

function open(type: string): string {
  return type === 'payout' ? 'in_transit' : type === 'dispute' ? 'needs_response' : 'pending'
}

const step = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'delete', 'poll'),
  type: fc.constantFrom(...TYPES),
  id: fc.nat({ max: 4 }),
  /** Mostly none, so that many events share their second. */
  seconds: fc.constantFrom(0, 0, 0, 1, 40),
  delay: fc.constantFrom(0, 0, 5, 250),
  twice: fc.boolean(),
  lost: fc.constantFrom(false, false, true),
  rank: fc.nat({ max: 9 }),
})

test('after any order, repetition, delay and loss of events the mirror is what the API holds', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const stripe = new FakeStripe()
      const mirror = openMemory(stripe)
      await startTail(mirror)
      mirror.writer.transaction(() => mirror.writer.derivePayments(0))
      const births = new Map<string, number>()
      for (const [version, { kind, type, id, seconds, delay, twice, lost, rank }] of steps.entries()) {
        stripe.now += seconds
        const name = `${type}_${id}`
        if (kind === 'poll') await poll(mirror)
        else if (kind === 'delete') {
          if (type === 'customer') stripe.delete(name)
        } else {
          const born = births.get(name) ?? stripe.now
          // What can be found again without its event is what is looked at again: known, and not final.
          const known = held(mirror).get(name)
          const findable =
            (type === 'refund' || type === 'payout' || type === 'dispute') &&
            typeof known === 'object' &&
            known !== null &&
            'status' in known &&
            known.status === open(type)
          births.set(name, born)
          stripe.set(object(type, id, version, born), { delay, twice, rank, lost: lost && findable })
        }
      }
      stripe.now += 260
      await poll(mirror)
      // Three of a kind at a time for a small account: five at most are open here.
      await checkDrift(mirror, stripe.now, ALLOWANCE_FLOOR)
      await checkDrift(mirror, stripe.now, ALLOWANCE_FLOOR)
      expect(held(mirror)).toEqual(new Map(Array.from(stripe.objects, ([id, kept]) => [id, kept])))
    }),
    { numRuns: SEQUENCES },
  )
})

test('two changes in one second, seen one poll apart, both arrive', async () => {
  const stripe = new FakeStripe()
  const mirror = openMemory(stripe)
  await startTail(mirror)
  stripe.set(object('refund', 1, 0, stripe.now))
  await poll(mirror)
  stripe.set(object('refund', 1, 2, stripe.now))
  await poll(mirror)
  expect(held(mirror).get('refund_1')).toMatchObject({ status: 'succeeded' })
})

test('a payout whose last event was lost is found by looking again, and counted', async () => {
  const stripe = new FakeStripe()
  const mirror = openMemory(stripe)
  await startTail(mirror)
  stripe.set(object('payout', 1, 0, stripe.now))
  await poll(mirror)
  stripe.now += 3 * 86_400
  stripe.set(object('payout', 1, 2, stripe.now), { lost: true })
  await poll(mirror)
  expect(held(mirror).get('payout_1')).toMatchObject({ status: 'in_transit' })
  expect(await checkDrift(mirror, stripe.now, ALLOWANCE_FLOOR)).toBe(1)
  expect(held(mirror).get('payout_1')).toMatchObject({ status: 'paid' })
  expect(await checkDrift(mirror, stripe.now, ALLOWANCE_FLOOR)).toBe(0)
})

test('a clock of this machine that is 26 hours off changes nothing', async () => {
  const stripe = new FakeStripe()
  stripe.now = Math.floor(Date.now() / 1000) - 26 * 3600
  const mirror = openMemory(stripe)
  await startTail(mirror)
  stripe.set(object('payout', 1, 0, stripe.now))
  await poll(mirror)
  stripe.now += 60
  stripe.set(object('payout', 1, 2, stripe.now), { delay: 100 })
  stripe.now += 120
  await poll(mirror)
  expect(held(mirror)).toEqual(new Map(stripe.objects))
})
