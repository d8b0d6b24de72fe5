import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { MIRROR_FILE } from '../../src/main/store/mirror/open.ts'
import { pause } from '../../src/main/sync/pause.ts'
import { contents, KEY, mirrorAll, openShop, type Shop, temporaryFolder } from './support.ts'

/** 8 in the checks of every day; `COUNTERFOIL_KILLS=200` for all. */
const KILLS = Number(process.env['COUNTERFOIL_KILLS'] ?? 8)
/** Milliseconds after it has opened its databases within which a mirror is killed. */
const WITHIN = 500
const PAYMENTS = 400

/** Follows the shop in a process of its own, as it was built, and kills it at some moment of its work. */
async function runAndKill(folder: string, url: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['out/main/mirror.js', '--data', folder, '--api-base', url, '--watch'],
    { env: { ...process.env, STRIPE_API_KEY: KEY }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = once(child, 'exit')
  await once(child.stderr, 'data')
  await pause(Math.random() * WITHIN, new AbortController().signal)
  child.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}

/** As if an earlier version of another shape had written the mirror: the next run builds it anew beside. */
function makeOld(folder: string): void {
  const file = join(folder, MIRROR_FILE)
  if (!existsSync(file)) return
  const db = new Database(file)
  db.prepare("UPDATE meta SET value = 'older' WHERE key = 'fingerprint'").run()
  db.close()
}

async function somethingHappens({ stripe }: Shop): Promise<void> {
  const intent = await stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  if (Math.random() < 0.5) await stripe.refunds.create({ payment_intent: intent.id })
}

test('kill -9 at any moment of backfill, tail and migration loses and repeats nothing', {
  timeout: 120_000 + KILLS * 5000,
}, async () => {
  await using shop = await openShop({ seed: 'demo', payments: PAYMENTS, now: 1_790_000_000 })
  using folder = temporaryFolder()
  let migrations = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (kill > 1 && kill % 4 === 1) {
      makeOld(folder.path)
      migrations += 1
    }
    await runAndKill(folder.path, shop.simulator.url)
    await somethingHappens(shop)
  }
  expect(migrations).toBeGreaterThan(0)
  await mirrorAll(folder.path, shop)
  using whole = temporaryFolder()
  await mirrorAll(whole.path, shop)
  const expected = contents(whole.path)
  expect(expected['charge']).not.toEqual([])
  expect(contents(folder.path)).toEqual(expected)
})
