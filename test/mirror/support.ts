import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts'
import { BlockReader } from '../../src/main/store/mirror/blocks.ts'
import { EventArchive } from '../../src/main/store/archive/events.ts'
import { FolderOwner } from '../../src/main/store/archive/owner.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror, openMirrorReader } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import type { AccountMirror } from '../../src/main/sync/account-mirror.ts'
import { GroupCommit } from '../../src/main/sync/group-commit.ts'
import { pause } from '../../src/main/sync/pause.ts'
import { ReadOrder } from '../../src/main/sync/read-order.ts'
import { openSource } from '../../src/main/sync/source.ts'
import { tableName } from '../../src/main/store/mirror/table.ts'
import { tables as mirrorTables } from '../../src/main/sync/resources/all.ts'
import type { SyncNews } from '../../src/main/workers/messages.ts'
import { SyncThread } from '../../src/main/workers/sync-thread.ts'
import type { WorkerAnswer } from '../../src/main/workers/messages.ts'

export const KEY = 'sk_test_mirror_tests'

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { readonly path: string; readonly [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'counterfoil-mirror-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Shop {
  readonly simulator: Simulator
  readonly stripe: Stripe
  readonly control: (method: string, path: string, body?: object) => Promise<unknown>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A simulator with a client that makes things happen there. */
export async function openShop(options: SimulatorOptions = { seed: 'empty' }): Promise<Shop> {
  const simulator = await startSimulator(options)
  return {
    simulator,
    stripe: new Stripe(KEY, {
      host: '127.0.0.1',
      port: simulator.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    control: async (method, path, body) => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
      const response = await fetch(`${simulator.url}/_simulator/${path}`, init)
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  }
}

export interface OpenSync {
  readonly thread: SyncThread
  readonly news: readonly (SyncNews | WorkerAnswer)[]
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The sync of one account in this thread; of one connected to the key's where it is named. */
export async function openSync(
  folder: string,
  apiBase: string | null,
  stripeAccount: string | null = null,
): Promise<OpenSync> {
  const news: (SyncNews | WorkerAnswer)[] = []
  const thread = SyncThread.open({ account: 'test', folder, apiBase, stripeAccount }, openSource, (message) =>
    news.push(message),
  )
  let stopped = false
  return {
    thread,
    news,
    [Symbol.asyncDispose]: async () => {
      if (stopped) return
      stopped = true
      await thread.answer({ type: 'stop' })
    },
  }
}

/** What the sync works with, to run parts of it by hand. */
export function openAccountMirror(folder: string, apiBase: string): AccountMirror & Disposable {
  const { db } = openMirror(folder, mirrorTables)
  const archive = openArchive(folder)
  const writer = new MirrorWriter(db, mirrorTables)
  const { signal } = new AbortController()
  return {
    db,
    writer,
    archive: new EventArchive(archive),
    owner: new FolderOwner(archive),
    commits: new GroupCommit(writer, () => {}),
    order: new ReadOrder(),
    signal,
    ...openSource({ key: KEY, apiBase, signal, onRead: () => {}, sleep: pause }),
    [Symbol.dispose]: () => {
      db.close()
      archive.close()
    },
  }
}

async function count(pages: AsyncIterable<unknown>): Promise<number> {
  let found = 0
  for await (const _ of pages) found += 1
  return found
}

/** How many payments the shop has, by its own lists: PaymentIntents, and charges made without one. */
export async function paymentsAt({ stripe }: Shop): Promise<number> {
  let alone = 0
  for await (const charge of stripe.charges.list({ limit: 100 })) {
    if (charge.payment_intent === null) alone += 1
  }
  return alone + (await count(stripe.paymentIntents.list({ limit: 100 })))
}

/** Fills a folder with everything the simulator holds. */
export async function mirrorAll(folder: string, shop: Shop): Promise<void> {
  await using sync = await openSync(folder, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  await sync.thread.answer({ type: 'catchUp' })
}

type Plain = Readonly<Record<string, unknown>>

function without(row: Plain, ...names: readonly string[]): Plain {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))
}

/**
 * Everything a mirror holds, whatever order it came in: objects by id with their columns and JSON, payments, sums. Of a
 * deleted object only that it is deleted, since its last content depends on when it was last read.
 */
export function contents(folder: string, options: { readonly loose?: boolean } = {}): Plain {
  const db = openMirrorReader(folder)
  try {
    const blocks = new BlockReader(db)
    const tables = mirrorTables.map(({ type }) => {
      const rows = db
        .prepare<[], Plain & { id: string; deleted: number; block: number; slot: number }>(
          `SELECT * FROM ${tableName(type)} ORDER BY id`,
        )
        .all()
      const present = rows.map((row) =>
        row.deleted === 1
          ? { id: row.id, deleted: 1 }
          : { ...without(row, 'n', 'block', 'slot'), json: JSON.parse(blocks.read(row)) as unknown },
      )
      return [type, present]
    })
    const all = (sql: string): readonly Plain[] => db.prepare<[], Plain>(sql).all()
    return {
      ...Object.fromEntries(tables),
      payments: all('SELECT * FROM payment ORDER BY id').map((row) => without(row, 'n')),
      rollups: all('SELECT * FROM rollup ORDER BY family, size, currency, bucket, status'),
      balance: all('SELECT * FROM balance'),
      ...(options.loose === true ? { objects: all('SELECT id, type, deleted FROM object ORDER BY id') } : {}),
    }
  } finally {
    db.close()
  }
}
