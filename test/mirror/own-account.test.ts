import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { openMirrorReader } from '../../src/main/store/mirror/open.ts'
import { charge, type OddServer, serveLists } from './odd-server.ts'
import { contents, openSync, temporaryFolder } from './support.ts'

const CREATED = 1_780_000_000

function shopOf(account: string | null, sold: string): Promise<OddServer> {
  const own = { id: account, object: 'account', created: CREATED }
  return serveLists({
    ...(account === null ? {} : { '/v1/account': own }),
    '/v1/charges': [charge(sold)],
    '/v1/events': [],
  })
}

async function mirror(folder: string, url: string, key: string): Promise<void> {
  await using sync = await openSync(folder, url)
  await sync.thread.answer({ type: 'key', key })
  await sync.thread.answer({ type: 'catchUp' })
}

function chargesIn(folder: string): readonly string[] {
  const db = openMirrorReader(folder)
  try {
    return db.prepare<[], string>('SELECT id FROM charge ORDER BY id').pluck().all()
  } finally {
    db.close()
  }
}

test('a folder takes its own account with any key of the mode, and no other account', async () => {
  using folder = temporaryFolder()
  await using first = await shopOf('acct_A', 'ch_a')
  await using other = await shopOf('acct_B', 'ch_b')
  await mirror(folder.path, first.url, 'sk_test_first')
  await mirror(folder.path, first.url, 'rk_test_second')
  const held = contents(folder.path, { loose: true })
  await expect(mirror(folder.path, other.url, 'sk_test_other')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account', params: { found: 'acct_B', wanted: 'acct_A' } },
  })
  expect(new Set(other.asked)).toEqual(new Set(['/v1/account']))
  expect(contents(folder.path, { loose: true })).toEqual(held)
  await mirror(folder.path, first.url, 'sk_test_first')
})

test('the same account in the other mode is refused before anything is asked', async () => {
  using folder = temporaryFolder()
  await using shop = await shopOf('acct_A', 'ch_a')
  await mirror(folder.path, shop.url, 'sk_test_first')
  const asked = shop.asked.length
  await expect(mirror(folder.path, shop.url, 'sk_live_first')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account', params: { found: 'live mode', wanted: 'test mode' } },
  })
  expect(shop.asked).toHaveLength(asked)
})

test('a key of another account or mode stops the sync until another key is given', async () => {
  using folder = temporaryFolder()
  const answers: Record<string, object> = {
    '/v1/account': { id: 'acct_A', object: 'account', created: CREATED },
    '/v1/charges': [charge('ch_a')],
    '/v1/events': [],
  }
  await using shop = await serveLists(answers)
  await using sync = await openSync(folder.path, shop.url)
  await sync.thread.answer({ type: 'key', key: 'sk_test_first' })
  await sync.thread.answer({ type: 'catchUp' })
  const refused = (found: string) => ({
    status: { phase: 'blocked', failure: { code: 'key_wrong_account', params: { found } }, nextPollAt: null },
  })
  const told = (): unknown => sync.news.findLast(({ type }) => type === 'status')
  await sync.thread.answer({ type: 'key', key: 'sk_live_first' })
  await vi.waitFor(() => expect(told()).toMatchObject(refused('live mode')), { timeout: 15_000 })
  answers['/v1/account'] = { id: 'acct_B', object: 'account', created: CREATED }
  await sync.thread.answer({ type: 'key', key: 'sk_test_other' })
  await vi.waitFor(() => expect(told()).toMatchObject(refused('acct_B')), { timeout: 15_000 })
  const asked = shop.asked.length
  await sync.thread.answer({ type: 'poll' })
  expect(shop.asked).toHaveLength(asked)
  answers['/v1/account'] = { id: 'acct_A', object: 'account', created: CREATED }
  await sync.thread.answer({ type: 'key', key: 'sk_test_second' })
  await vi.waitFor(() => expect(told()).toMatchObject({ status: { phase: 'watching', failure: null } }), {
    timeout: 15_000,
  })
})

test.each([
  ['damaged', (file: string) => writeFileSync(file, 'no database at all')],
  ['lost', (file: string) => rmSync(file)],
])('a folder whose mirror is %s still takes no other account and no other mode', async (_, harm) => {
  using folder = temporaryFolder()
  await using first = await shopOf('acct_A', 'ch_a')
  await using other = await shopOf('acct_B', 'ch_b')
  await mirror(folder.path, first.url, 'sk_test_first')
  harm(join(folder.path, 'mirror.db'))
  await expect(mirror(folder.path, other.url, 'sk_test_other')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account', params: { found: 'acct_B', wanted: 'acct_A' } },
  })
  expect(new Set(other.asked)).toEqual(new Set(['/v1/account']))
  await expect(mirror(folder.path, first.url, 'sk_live_first')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account', params: { found: 'live mode', wanted: 'test mode' } },
  })
  expect(chargesIn(folder.path)).toEqual([])
  await mirror(folder.path, first.url, 'rk_test_second')
  expect(chargesIn(folder.path)).toEqual(['ch_a'])
})

test('a folder filled by a version that kept whose it is in the mirror goes on being its own', async () => {
  using folder = temporaryFolder()
  await using first = await shopOf('acct_A', 'ch_a')
  await mirror(folder.path, first.url, 'sk_test_first')
  const archive = new Database(join(folder.path, 'archive.db'))
  archive.exec('DROP TABLE owner; PRAGMA user_version = 1')
  archive.close()
  const db = new Database(join(folder.path, 'mirror.db'))
  db.exec("INSERT INTO meta VALUES ('mode', 'test')")
  db.close()
  await expect(mirror(folder.path, first.url, 'sk_live_first')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account' },
  })
  await mirror(folder.path, first.url, 'any key')
  rmSync(join(folder.path, 'mirror.db'))
  await expect(mirror(folder.path, first.url, 'sk_live_first')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account' },
  })
})

test('a folder in which nothing was kept yet takes the mode of the key that works', async () => {
  using folder = temporaryFolder()
  await using shop = await shopOf('acct_A', 'ch_a')
  {
    await using sync = await openSync(folder.path, 'http://127.0.0.1:1')
    await sync.thread.answer({ type: 'key', key: 'sk_test_mistaken' })
  }
  await mirror(folder.path, shop.url, 'sk_live_right')
  expect(chargesIn(folder.path)).toEqual(['ch_a'])
})

test('a server that does not tell the account goes on being mirrored, with a key of any form', async () => {
  using folder = temporaryFolder()
  await using shop = await shopOf(null, 'ch_a')
  for (const key of ['any key', 'sk_test_1', 'any key']) await mirror(folder.path, shop.url, key)
  expect(chargesIn(folder.path)).toEqual(['ch_a'])
})

test('an account told only later is kept from then on', async () => {
  using folder = temporaryFolder()
  await using silent = await shopOf(null, 'ch_a')
  await using telling = await shopOf('acct_A', 'ch_a')
  await using other = await shopOf('acct_B', 'ch_b')
  await mirror(folder.path, silent.url, 'sk_test_1')
  await mirror(folder.path, telling.url, 'sk_test_1')
  await expect(mirror(folder.path, other.url, 'sk_test_1')).rejects.toMatchObject({
    failure: { code: 'key_wrong_account' },
  })
})

test("the account's own bank accounts and cards are kept with it", async () => {
  using folder = temporaryFolder()
  const external = (id: string, object: string): object => ({ id, object, account: 'acct_A', last4: '4242' })
  const list = { object: 'list', data: [external('ba_1', 'bank_account')], has_more: true }
  const path = '/v1/accounts/acct_A/external_accounts'
  await using shop = await serveLists({
    '/v1/account': {
      id: 'acct_A',
      object: 'account',
      created: CREATED,
      external_accounts: { ...list, url: path },
    },
    [path]: [external('card_1', 'card')],
    '/v1/charges': [],
  })
  await mirror(folder.path, shop.url, 'sk_test_1')
  const held = contents(folder.path, { loose: true })
  expect(held['bank_account']).toMatchObject([{ id: 'ba_1' }])
  expect(held['card']).toMatchObject([{ id: 'card_1' }])
  expect(held['account']).toEqual([])
  expect(held['objects']).toMatchObject([{ id: 'acct_A', type: 'account' }])
})
