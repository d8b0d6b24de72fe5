import { cpSync, readdirSync, readlinkSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import type { PaymentDetail } from '../../src/shared/features/payments/contract.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openLedger } from '../../src/main/store/ledger/open.ts'
import { notePreviousUnreadable, openMirror } from '../../src/main/store/mirror/open.ts'
import { beginCarrying, type Carrying } from '../../src/main/store/mirror/previous.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Meanwhile } from '../../src/main/sync/meanwhile.ts'
import { ReadMeter } from '../../src/main/sync/meter.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { openSource } from '../../src/main/sync/source.ts'
import { openAccountServices } from '../../src/main/workers/account-services.ts'
import { workerEntries } from '../support/worker-entries.ts'
import { Asked, makeOld } from './old-mirror.ts'
import { contents, KEY, mirrorAll, openShop, type Shop, temporaryFolder } from './support.ts'

interface Rebuild extends Disposable {
  readonly mirror: Database
  readonly archive: Database
  readonly carrying: Carrying
  readonly meanwhile: Meanwhile
  readonly asked: Asked
}

/** The console started on a mirror of an earlier version: what is under way of it, step by step. */
function rebuild(folder: string, shop: Shop, key: string | null = KEY): Rebuild {
  const { db: mirror } = openMirror(folder, tables)
  const writer = new MirrorWriter(mirror, tables)
  const carrying = beginCarrying(folder, mirror, writer)
  if (carrying === null) throw new Error('There is nothing to carry over')
  const [archive, ledger] = [openArchive(folder), openLedger(folder)]
  const meter = new ReadMeter(ledger)
  const apiBase = shop.simulator.url
  const meanwhile = new Meanwhile({ carrying, apiBase, mirror, writer, archive, meter, openSource })
  meanwhile.setKey(key)
  const asked = new Asked(folder)
  return {
    mirror,
    archive,
    carrying,
    meanwhile,
    asked,
    [Symbol.dispose]: () => {
      asked.release()
      meanwhile.close()
      for (const db of [carrying.previous, mirror, archive, ledger]) db.close()
    },
  }
}

const whole = (): { readonly signal: AbortSignal; readonly onChange: () => void } => ({
  signal: new AbortController().signal,
  onChange: () => {},
})

/** Carries over what comes in one transaction. */
async function oneStep({ carrying }: Rebuild): Promise<void> {
  const stop = new AbortController()
  await carrying.run({ signal: stop.signal, onChange: () => stop.abort() })
}

interface Refunded {
  readonly payment: string
  readonly objects: readonly { readonly type: string; readonly id: string }[]
}

/** Refunds a part of the newest or the oldest payment that still can be. */
async function refund(shop: Shop, asked: Asked, direction: 'asc' | 'desc'): Promise<Refunded> {
  const filter = { statuses: ['succeeded'], amount: { min: 1000 }, currency: 'usd' } as const
  const [row] = asked.ask('payments.list', {
    filter,
    sort: { column: 'created', direction },
    offset: 0,
    limit: 1,
  }).rows
  if (row === undefined || row.charge === null) throw new Error('No payment to refund')
  const { id } = await shop.stripe.refunds.create({ charge: row.charge, amount: 150 })
  return {
    payment: row.id,
    objects: [
      { type: 'refund', id },
      { type: 'charge', id: row.charge },
    ],
  }
}

function detail(asked: Asked, { payment }: Refunded): PaymentDetail {
  return asked.ask('payments.get', { id: payment })
}

const SHOWS_IT = { row: { status: 'partially_refunded', amountRefunded: { amount: 150 } } }

async function openFilled(payments = 1200): Promise<{
  readonly shop: Shop
  readonly folder: ReturnType<typeof temporaryFolder>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}> {
  const shop = await openShop({ seed: 'demo', payments, now: 1_790_000_000 })
  const folder = temporaryFolder()
  await mirrorAll(folder.path, shop)
  return {
    shop,
    folder,
    [Symbol.asyncDispose]: async () => {
      folder[Symbol.dispose]()
      await shop[Symbol.asyncDispose]()
    },
  }
}

test('a refund made meanwhile is seen at once, of the newest payment and of the oldest, and after it all', async () => {
  await using filled = await openFilled()
  const { shop, folder } = filled
  makeOld(folder.path)
  const refunds: Refunded[] = []
  {
    using first = rebuild(folder.path, shop)
    refunds.push(await refund(shop, first.asked, 'desc'), await refund(shop, first.asked, 'asc'))
    for (const one of refunds) {
      expect(detail(first.asked, one).row.status).toBe('succeeded')
      expect(await first.meanwhile.refresh(one.objects)).toBe(true)
      expect(detail(first.asked, one)).toMatchObject(SHOWS_IT)
    }
    await oneStep(first)
  }
  using again = rebuild(folder.path, shop)
  // By now the newest one is carried over and the oldest one is not.
  refunds.push(await refund(shop, again.asked, 'desc'), await refund(shop, again.asked, 'asc'))
  for (const one of refunds.slice(2)) expect(await again.meanwhile.refresh(one.objects)).toBe(true)
  for (const one of refunds) expect(detail(again.asked, one)).toMatchObject(SHOWS_IT)
  expect(again.carrying.shownFreshness?.complete).toBe(true)
  await again.carrying.run(whole())
  for (const one of refunds) {
    expect(detail(again.asked, one)).toMatchObject(SHOWS_IT)
    expect(detail(again.asked, one).refunds).toHaveLength(1)
  }
  expect(again.mirror.prepare("SELECT key FROM meta WHERE key GLOB 'carrying_*'").all()).toEqual([])
  expect(await again.meanwhile.refresh(refunds[0]?.objects ?? [])).toBe(false)
})

test('the sums of the new mirror are those of one read from Stripe', async () => {
  await using filled = await openFilled(300)
  const { shop, folder } = filled
  makeOld(folder.path)
  {
    using old = rebuild(folder.path, shop)
    for (const direction of ['desc', 'asc'] as const) {
      await old.meanwhile.refresh((await refund(shop, old.asked, direction)).objects)
    }
    await old.carrying.run(whole())
  }
  await mirrorAll(folder.path, shop)
  using anew = temporaryFolder()
  await mirrorAll(anew.path, shop)
  expect(contents(folder.path)).toEqual(contents(anew.path))
})

test('where the old file is not read, the new one shows it, and keeps it', async () => {
  await using filled = await openFilled()
  const { shop, folder } = filled
  makeOld(folder.path, "UPDATE meta SET value = '1' WHERE key = 'meaning'")
  {
    using old = rebuild(folder.path, shop)
    await oneStep(old)
  }
  using old = rebuild(folder.path, shop)
  const newest = await refund(shop, old.asked, 'desc')
  expect(await old.meanwhile.refresh(newest.objects)).toBe(true)
  expect(detail(old.asked, newest)).toMatchObject(SHOWS_IT)
  // One that is not there yet.
  const [charge] = old.carrying.previous
    .prepare<[], { id: string; payment: string }>(
      `SELECT c.id, p.id AS payment FROM payment p JOIN charge c ON c.id = p.charge
       WHERE p.status = (SELECT status FROM payment WHERE raw_status = 'succeeded' LIMIT 1) AND p.refunded = 0
         AND p.captured > 1000 AND c.id NOT IN (SELECT charge FROM dispute) ORDER BY p.n LIMIT 1`,
    )
    .all()
  const made = await shop.stripe.refunds.create({ charge: charge?.id ?? '', amount: 150 })
  const oldest = {
    payment: charge?.payment ?? '',
    objects: [
      { type: 'refund', id: made.id },
      { type: 'charge', id: charge?.id ?? '' },
    ],
  }
  expect(await old.meanwhile.refresh(oldest.objects)).toBe(true)
  await old.carrying.run(whole())
  for (const one of [newest, oldest]) expect(detail(old.asked, one)).toMatchObject(SHOWS_IT)
})

test('where the old file turns out to be unreadable, what was read meanwhile stays to be seen', async () => {
  await using filled = await openFilled()
  const { shop, folder } = filled
  makeOld(folder.path)
  {
    using old = rebuild(folder.path, shop)
    await oneStep(old)
  }
  using old = rebuild(folder.path, shop)
  const one = await refund(shop, old.asked, 'desc')
  await old.meanwhile.refresh(one.objects)
  expect(detail(old.asked, one)).toMatchObject(SHOWS_IT)
  notePreviousUnreadable(folder.path)
  expect(detail(old.asked, one)).toMatchObject({ ...SHOWS_IT, freshness: { complete: false } })
})

test('a run that was killed between the two files brings the old one up to the new', async () => {
  await using filled = await openFilled(60)
  const { shop, folder } = filled
  makeOld(folder.path)
  using before = temporaryFolder()
  using killed = temporaryFolder()
  let one: Refunded
  {
    using old = rebuild(folder.path, shop)
    cpSync(folder.path, before.path, { recursive: true })
    one = await refund(shop, old.asked, 'asc')
    await old.meanwhile.refresh(one.objects)
    cpSync(folder.path, killed.path, { recursive: true })
  }
  // The new file as it was afterwards, the old one as it was before.
  for (const suffix of ['', '-wal', '-shm']) {
    cpSync(`${before.path}/mirror.previous.db${suffix}`, `${killed.path}/mirror.previous.db${suffix}`)
  }
  const asked = new Asked(killed.path)
  expect(detail(asked, one).row.status).toBe('succeeded')
  asked.release()
  using again = rebuild(killed.path, shop)
  expect(detail(again.asked, one)).toMatchObject(SHOWS_IT)
  await again.carrying.run(whole())
  expect(detail(again.asked, one)).toMatchObject(SHOWS_IT)
})

test('what Stripe no longer has is marked in both', async () => {
  await using filled = await openFilled(60)
  const { shop, folder } = filled
  const customer = await shop.stripe.customers.create({ name: 'Gone Away' })
  await mirrorAll(folder.path, shop)
  makeOld(folder.path)
  using old = rebuild(folder.path, shop)
  await shop.stripe.customers.del(customer.id)
  await old.meanwhile.refresh([{ type: 'customer', id: customer.id }])
  const deleted = (db: Database): unknown =>
    db.prepare('SELECT deleted FROM customer WHERE id = ?').pluck().get(customer.id)
  expect([deleted(old.carrying.previous), deleted(old.mirror)]).toEqual([1, 1])
  await old.carrying.run(whole())
  expect(deleted(old.mirror)).toBe(1)
})

test('a key of another account, of the other mode, or none writes nothing', async () => {
  await using filled = await openFilled(60)
  const { shop, folder } = filled
  makeOld(folder.path)
  using old = rebuild(folder.path, shop, null)
  const one = await refund(shop, old.asked, 'asc')
  const refresh = () => old.meanwhile.refresh(one.objects)
  await expect(refresh()).rejects.toMatchObject({ failure: { code: 'key_missing' } })
  old.meanwhile.setKey('sk_live_other_mode')
  await expect(refresh()).rejects.toMatchObject({ failure: { code: 'key_wrong_account' } })
  old.archive.prepare("UPDATE owner SET value = 'acct_other' WHERE part = 'account'").run()
  old.meanwhile.setKey(KEY)
  await expect(refresh()).rejects.toMatchObject({ failure: { code: 'key_wrong_account' } })
  expect(detail(old.asked, one).row.status).toBe('succeeded')
  expect(old.mirror.prepare("SELECT key FROM meta WHERE key GLOB 'carrying_newer_*'").all()).toEqual([])
})

test('in the console: on its threads, whenever it is asked for', async () => {
  await using filled = await openFilled()
  const { shop, folder } = filled
  makeOld(folder.path)
  const phases: string[] = []
  const account = await openAccountServices({
    profile: { id: 'demo' },
    folder: folder.path,
    apiBase: shop.simulator.url,
    key: KEY,
    entries: workerEntries,
    onStatus: ({ phase }) => phases.push(phase),
  })
  try {
    const filter = { statuses: ['succeeded'], amount: { min: 1000 }, currency: 'usd' } as const
    const newest = { sort: { column: 'created', direction: 'asc' }, offset: 0, limit: 500 } as const
    const all = await account.query('payments.list', { ...newest, filter: {} })
    expect(all.freshness.complete).toBe(true)
    const [row] = (await account.query('payments.list', { ...newest, filter })).rows
    const made = await shop.stripe.refunds.create({ charge: row?.charge ?? '', amount: 150 })
    await account.sync.refresh([
      { type: 'refund', id: made.id },
      { type: 'charge', id: row?.charge ?? '' },
    ])
    expect(await account.query('payments.get', { id: row?.id ?? '' })).toMatchObject(SHOWS_IT)
    await account.sync.catchUp()
    expect(await account.query('payments.get', { id: row?.id ?? '' })).toMatchObject(SHOWS_IT)
    expect((await account.query('payments.list', { ...newest, filter: {} })).rows).toHaveLength(
      all.rows.length,
    )
  } finally {
    await account.close()
  }
  expect(phases).toContain('rebuilding')
})

/** Files of this process, with its threads, that are open still. */
function openFiles(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`)
      return file.startsWith(folder) ? [file.slice(folder.length + 1)] : []
    } catch {
      return []
    }
  })
}

test.runIf(process.platform === 'linux')('readers nobody asks let go of the old file, too', async () => {
  await using filled = await openFilled()
  makeOld(filled.folder.path)
  const account = await openAccountServices({
    profile: { id: 'demo' },
    folder: filled.folder.path,
    apiBase: null,
    key: null,
    entries: workerEntries,
  })
  try {
    const list = { filter: {}, sort: { column: 'created', direction: 'asc' }, offset: 0, limit: 1 } as const
    await Promise.all([account.query('payments.list', list), account.query('payments.list', list)])
    await account.sync.pollNow()
    await vi.waitFor(
      () => expect(openFiles(filled.folder.path).filter((file) => file.includes('previous'))).toEqual([]),
      { timeout: 10_000 },
    )
    expect(openFiles(filled.folder.path)).toContain('mirror.db')
  } finally {
    await account.close()
  }
})
