import { once } from 'node:events'
import { expect, test } from 'vitest'
import { lockFolder } from '../../src/main/store/folder-lock.ts'
import { type Ended, startHeadless as start } from './headless-run.ts'
import { charge, serveLists } from './odd-server.ts'
import { openShop, temporaryFolder } from './support.ts'

const on = (folder: string, url: string, mode: '--once' | '--watch'): readonly string[] => [
  '--data',
  folder,
  '--api-base',
  url,
  mode,
]

const resultOf = ({ out }: Ended): unknown => JSON.parse(out)

test('a run to the end says that it is complete, and what was left out, however short it was', async () => {
  using folder = temporaryFolder()
  await using server = await serveLists({ '/v1/charges': [charge('ch_1')] })
  const ended = await start(on(folder.path, server.url, '--once')).ended
  expect(ended.code).toBe(0)
  expect(resultOf(ended)).toMatchObject({ complete: true, objects: 1, by_type: { charge: 1 } })
  const [, left = ''] = /left out: (.*)/.exec(ended.said) ?? []
  expect(left.split(', ')).toEqual(expect.arrayContaining(['payment_intent', 'refund', 'event']))
  expect(left.split(', ')).not.toContain('charge')
})

test('an interruption of --once says that the mirror is not complete, and with what signal it ended', async () => {
  await using shop = await openShop({ seed: 'demo', payments: 3000 })
  await shop.control('POST', 'faults', {
    kind: 'delay',
    method: 'GET',
    path: '/v1/charges',
    times: 1000,
    ms: 500,
  })
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    using folder = temporaryFolder()
    const { child, ended } = start(on(folder.path, shop.simulator.url, '--once'))
    if (child.stderr !== null) await once(child.stderr, 'data')
    child.kill(signal)
    const end = await ended
    expect(end.code).toBe(code)
    expect(resultOf(end)).toMatchObject({ complete: false })
  }
})

test('an interruption is how --watch ends', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 5 })
  expect((await start(on(folder.path, shop.simulator.url, '--once')).ended).code).toBe(0)
  const { child, ended } = start(on(folder.path, shop.simulator.url, '--watch'))
  if (child.stderr !== null) await once(child.stderr, 'data')
  child.kill('SIGINT')
  const end = await ended
  expect(end.code).toBe(0)
  expect(resultOf(end)).toMatchObject({ complete: true })
})

test.each(['--once', '--watch'] as const)(
  'a key that Stripe refuses ends %s with the reason',
  async (mode) => {
    using folder = temporaryFolder()
    await using shop = await openShop({ seed: 'demo', payments: 5 })
    await shop.control('POST', 'keys', { key: 'sk_test_refused', state: 'revoked' })
    const { code, out, said } = await start(on(folder.path, shop.simulator.url, mode), 'sk_test_refused')
      .ended
    expect([code, out]).toEqual([2, ''])
    expect(said).toContain('(key_invalid)')
  },
)

test('another account ends --watch, too', async () => {
  using folder = temporaryFolder()
  const account = (id: string) => ({
    '/v1/account': { id, object: 'account', created: 1 },
    '/v1/charges': [],
  })
  await using first = await serveLists(account('acct_A'))
  await using other = await serveLists(account('acct_B'))
  expect((await start(on(folder.path, first.url, '--once')).ended).code).toBe(0)
  const { code, said } = await start(on(folder.path, other.url, '--watch')).ended
  expect(code).toBe(2)
  expect(said).toContain('(key_wrong_account)')
})

test('a folder takes one run at a time, and the next one when that has ended', async () => {
  using folder = temporaryFolder()
  await using server = await serveLists({ '/v1/charges': [charge('ch_1')] })
  {
    const held = lockFolder(folder.path, 'npm run mirror')
    expect(() => lockFolder(folder.path, 'Counterfoil')).toThrow(`npm run mirror, process ${process.pid}`)
    const { code, out, said } = await start(on(folder.path, server.url, '--once')).ended
    expect([code, out]).toEqual([2, ''])
    expect(said).toContain(
      `${folder.path} is in use by npm run mirror, process ${process.pid}; a folder takes`,
    )
    expect(server.asked).toEqual([])
    held[Symbol.dispose]()
  }
  expect((await start(on(folder.path, server.url, '--once')).ended).code).toBe(0)
})

test('--help prints the usage and needs nothing; what is not known is refused with it', async () => {
  const help = await start(['--help'], null).ended
  expect(help.code).toBe(0)
  expect(help.out).toContain('npm run mirror -- --data DIR')
  const unknown = await start(['--unknown'], null).ended
  expect([unknown.code, unknown.out]).toEqual([2, ''])
  expect(unknown.said).toContain('npm run mirror -- --data DIR')
  expect(unknown.said).not.toContain('    at ')
})
