import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { OpenedAccount } from './open-account.ts'
import { OpenAccounts } from './open-accounts.ts'

/** Accounts that open when told to, and what was begun and closed. */
function arrange() {
  const begun: string[] = []
  const closed: string[] = []
  const ends = new Map<string, PromiseWithResolvers<void>>()
  const accounts = new OpenAccounts(async (id) => {
    begun.push(id)
    const end = Promise.withResolvers<void>()
    ends.set(id, end)
    await end.promise
    const opened: Pick<OpenedAccount, 'close'> = {
      close: () => {
        closed.push(id)
        return Promise.resolve()
      },
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of it is used here
    return opened as OpenedAccount
  })
  const settle = async (id: string, error?: Error): Promise<void> => {
    if (error === undefined) ends.get(id)?.resolve()
    else ends.get(id)?.reject(error)
    await setImmediate()
  }
  return { accounts, begun, closed, settle }
}

it('opens two at a time, in the order asked for, and each only once', async () => {
  const { accounts, begun, settle } = arrange()
  const all = ['a', 'b', 'c', 'd', 'a'].map((id) => accounts.get(id))
  await setImmediate()
  expect(begun).toEqual(['a', 'b'])
  await settle('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  await settle('a')
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  await settle('c')
  await settle('d')
  const opened = await Promise.all(all)
  expect(opened[4]).toBe(opened[0])
})

it('opens at once the one that is to be shown', async () => {
  const { accounts, begun, settle } = arrange()
  const all = ['a', 'b', 'c', 'd'].map((id) => accounts.get(id))
  void accounts.get('d', { now: true })
  await setImmediate()
  expect(begun).toEqual(['a', 'b', 'd'])
  await settle('a')
  expect(begun).toEqual(['a', 'b', 'd'])
  await settle('b')
  expect(begun).toEqual(['a', 'b', 'd', 'c'])
  await settle('c')
  await settle('d')
  await Promise.all(all)
})

it('goes on after one that does not open, and tries that one again when asked', async () => {
  const { accounts, begun, settle } = arrange()
  const [a, , c] = ['a', 'b', 'c'].map((id) => accounts.get(id))
  await setImmediate()
  await settle('a', new Error('damaged'))
  await expect(a).rejects.toThrow('damaged')
  expect(begun).toEqual(['a', 'b', 'c'])
  await settle('c')
  await c
  const again = accounts.get('a')
  await setImmediate()
  expect(begun).toEqual(['a', 'b', 'c', 'a'])
  await settle('a')
  await again
})

it('closes what is open and gives up what waits', async () => {
  const { accounts, begun, closed, settle } = arrange()
  const [, , c] = ['a', 'b', 'c'].map((id) => accounts.get(id))
  await setImmediate()
  await accounts.close('c')
  await expect(c).rejects.toMatchObject({ failure: { code: 'account_not_found' } })
  const closing = accounts.close('a')
  await settle('a')
  await settle('b')
  await closing
  expect([begun, closed, accounts.ids]).toEqual([['a', 'b'], ['a'], ['b']])
})
