import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Accounts } from '../../../src/main/accounts/accounts.ts'
import { DemoSimulator } from '../../../src/main/accounts/demo-simulator.ts'
import { type ProfilesFile, noProfiles } from '../../../src/main/accounts/profiles.ts'
import { type KeyProtector, Vault, type VaultFile } from '../../../src/main/accounts/vault.ts'
import { openLedger } from '../../../src/main/store/ledger/open.ts'
import { holdOf, placeHold } from '../../../src/main/limits/holds.ts'
import { openAccountServices } from '../../../src/main/workers/account-services.ts'
import type { AccountsState } from '../../../src/shared/features/accounts/contract.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import { money } from '../../../src/shared/money.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts'
import { madeUp } from '../../support/made-up-key.ts'
import { workerEntries } from '../../support/worker-entries.ts'

const source = (path: string): URL => new URL(`../../../src/${path}`, import.meta.url)
const CANARY = 'sk_test_51CanaryNeverOnDisk'

let simulator: Simulator
let folder: string
let opened: Accounts[]
let states: AccountsState[]
let disk: { profiles: ProfilesFile; vault: VaultFile }

beforeEach(async () => {
  simulator = await startSimulator({ seed: 'empty' })
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-accounts-'))
  opened = []
  states = []
  disk = { profiles: noProfiles, vault: {} }
})
afterEach(async () => {
  for (const accounts of opened) await accounts.close()
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A console's accounts on `disk`, as one run of the program holds them; no provider protects keys. */
async function run(
  apiBase: string | null = simulator.url,
  options: { readonly protector?: KeyProtector; readonly onOpened?: (folder: string) => void } = {},
): Promise<Accounts> {
  const accounts = new Accounts({
    file: {
      read: () => disk.profiles,
      write: (value) => {
        disk.profiles = value
      },
    },
    vault: new Vault({
      protector: options.protector ?? {
        protection: () => Promise.resolve({ persistent: false, provider: 'none' }),
        protect: () => Promise.resolve(null),
        reveal: () => Promise.reject(new Error('nothing is stored')),
      },
      file: {
        read: () => disk.vault,
        write: (value) => {
          disk.vault = value
        },
      },
      onError: () => {},
    }),
    folder,
    apiBase,
    simulator: new DemoSimulator({
      entry: source('simulator/embedded.ts'),
      stateFile: join(folder, 'demo', 'simulator.jsonl'),
      onStopped: () => {},
    }),
    openServices: (services) => {
      options.onOpened?.(services.folder)
      return openAccountServices({ ...services, entries: workerEntries })
    },
    onState: (state) => states.push(state),
    onStatus: () => {},
    onChanged: () => {},
    onOperation: () => {},
    onError: () => {},
    onSimulator: () => {},
  })
  opened.push(accounts)
  await accounts.prepare()
  return accounts
}

/** What a system that protects keys would do. */
const protector: KeyProtector = {
  protection: () => Promise.resolve({ persistent: true, provider: 'keychain' }),
  protect: (text) => Promise.resolve({ ciphertext: btoa(text), provider: 'keychain' }),
  reveal: (ciphertext) => Promise.resolve({ text: atob(ciphertext), protectAgain: false }),
}

async function codeOf(job: Promise<unknown>): Promise<unknown> {
  const error: unknown = await job.catch((caught: unknown) => caught)
  return error instanceof CounterfoilError ? error.failure.code : error
}

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
}

describe('connecting', () => {
  it('shows whose key it is, opens the account and keeps the key off the disk', async () => {
    const accounts = await run()
    const checked = await accounts.checkKey(CANARY)
    expect(checked).toMatchObject({ mode: 'test', kind: 'secret', missingPermissions: [], existing: null })
    const state = await accounts.connect(CANARY)
    expect(state.profiles).toMatchObject([
      {
        stripeAccount: checked.stripeAccount,
        keyStorage: 'session',
        keyState: 'ready',
        keyHint: 'sk_test_…Disk',
      },
    ])
    expect(state.active).toBe(state.profiles[0]?.id)
    expect(JSON.stringify([state, states, disk])).not.toContain(CANARY)
    const context = await accounts.open(state.active ?? '')
    await context.sync.pollNow()
    const files = filesUnder(folder)
    expect(files.length).toBeGreaterThan(2)
    expect(files.filter((file) => readFileSync(file).includes('CanaryNeverOnDisk'))).toEqual([])
  })

  it.each([
    ['pk_test_123', 'key_malformed'],
    ['whsec_123', 'key_malformed'],
    ['nonsense', 'key_malformed'],
    ['sk_test_', 'key_malformed'],
  ])('refuses %s before asking anybody', async (key, code) => {
    const accounts = await run()
    expect(await codeOf(accounts.checkKey(key))).toBe(code)
    expect(simulator.requests.list()).toEqual([])
  })

  it('tells a revoked key from an expired one, and keeps neither', async () => {
    const accounts = await run()
    simulator.api.keys.set('sk_test_revoked1', { state: 'revoked' })
    simulator.api.keys.set('sk_test_expired1', { state: 'expired' })
    expect(await codeOf(accounts.connect('sk_test_revoked1'))).toBe('key_invalid')
    expect(await codeOf(accounts.connect('sk_test_expired1'))).toBe('key_expired')
    expect(accounts.state()).toMatchObject({ profiles: [], active: null })
  })

  it('names what a restricted key may not read', async () => {
    const accounts = await run()
    simulator.api.keys.set('rk_test_narrow123', {
      permissions: {
        account: 'read',
        balance: 'read',
        charges: 'read',
        payment_intents: 'read',
        refunds: 'write',
      },
    })
    const checked = await accounts.checkKey('rk_test_narrow123')
    expect(checked.kind).toBe('restricted')
    expect(checked.missingPermissions).toContain('rak_customer_read')
    expect(checked.missingPermissions).not.toContain('rak_charge_read')
    simulator.api.keys.set('rk_test_blind123', { permissions: { account: 'read' } })
    expect(await codeOf(accounts.checkKey('rk_test_blind123'))).toBe('permission_missing')
  })

  it('says when nobody answers, and when the key is another account’s', async () => {
    const accounts = await run()
    const state = await accounts.connect(CANARY)
    const id = state.active ?? ''
    disk.profiles = {
      ...disk.profiles,
      profiles: disk.profiles.profiles.map((each) => ({ ...each, stripeAccount: 'acct_other' })),
    }
    expect(await codeOf(accounts.connect('sk_test_second123', id))).toBe('key_wrong_account')
    await simulator.close()
    expect(await codeOf(accounts.checkKey('sk_test_third123'))).toBe('offline')
  })
})

describe('an account', () => {
  it('without a key can be read but moves nothing, and has its key asked for again after a restart', async () => {
    const first = await run()
    const { active } = await first.connect(CANARY)
    await first.close()
    const again = await run()
    expect(again.state().profiles).toMatchObject([{ keyState: 'missing', keyStorage: 'none' }])
    await again.reopen()
    const context = await again.open(active ?? '')
    expect(() => context.stripe()).toThrow(/no key/)
    expect(await context.query('payments.currencies', {})).toEqual([])
    expect((await again.connect(CANARY)).profiles).toHaveLength(1)
    expect(context.stripe()).toBeDefined()
  })

  it('opens with Stripe out of reach, and goes on when it answers again', async () => {
    const first = await run()
    const { active } = await first.connect(CANARY)
    await first.close()
    const { port } = simulator
    await simulator.close()
    const again = await run()
    expect(await again.connectOrResume(CANARY)).toMatchObject({ active, profiles: [{ keyState: 'ready' }] })
    const context = await again.open(active ?? '')
    expect(await context.query('payments.currencies', {})).toEqual([])
    expect(await codeOf(again.connectOrResume(['sk', 'live', 'othermode1'].join('_')))).toBe('offline')
    simulator = await startSimulator({ seed: 'empty', port })
    await context.sync.pollNow()
    expect(context.sync.status().online).toBe(true)
  })

  it('does not take in what a key of another account can see', async () => {
    const first = await run()
    const { active } = await first.connect(CANARY)
    await first.close()
    disk.profiles = {
      ...disk.profiles,
      profiles: disk.profiles.profiles.map((each) => ({ ...each, stripeAccount: 'acct_other' })),
    }
    const again = await run()
    const refused = new Promise((resolve) => {
      const wait = setInterval(() => {
        if (again.state().profiles[0]?.keyState !== 'invalid') return
        clearInterval(wait)
        resolve(true)
      }, 10)
    })
    const { port } = simulator
    await simulator.close()
    await again.connectOrResume(CANARY)
    simulator = await startSimulator({ seed: 'empty', port })
    await (await again.open(active ?? '')).sync.pollNow()
    expect(await refused).toBe(true)
    const context = await again.open(active ?? '')
    expect(() => context.stripe()).toThrow(/no key/)
  })

  it('forgets its key at once', async () => {
    const accounts = await run()
    const { active } = await accounts.connect(CANARY)
    const context = await accounts.open(active ?? '')
    expect((await accounts.forgetKey(active ?? '')).profiles).toMatchObject([{ keyState: 'missing' }])
    expect(() => context.stripe()).toThrow(/no key/)
  })

  it('that is removed leaves its ledger and archive behind', async () => {
    const accounts = await run()
    const { active } = await accounts.connect(CANARY)
    const id = active ?? ''
    expect(await accounts.remove(id)).toMatchObject({ profiles: [], active: null })
    const left = readdirSync(join(folder, id))
    expect(left).toContain('ledger.db')
    expect(left.filter((name) => name.startsWith('mirror.db'))).toEqual([])
    expect(await codeOf(accounts.open(id))).toBe('account_not_found')
  })

  it('that is unknown is not found', async () => {
    expect(await codeOf((await run()).activate('nobody'))).toBe('account_not_found')
  })
})

describe('the demo', () => {
  it('opens with its shop, and goes on where it was after a restart', async () => {
    const first = await run(null)
    const state = await first.startDemo()
    expect(state).toMatchObject({
      active: 'demo',
      profiles: [{ id: 'demo', mode: 'demo', keyStorage: 'simulator' }],
    })
    const stripe = (await first.open('demo')).stripe()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.customers.create({ name: 'kept' })
    await first.close()
    const again = await run(null)
    await again.reopen()
    const stripeAgain = (await again.open('demo')).stripe()
    expect((await stripeAgain.customers.list({ limit: 1 })).data[0]?.name).toBe('kept')
    expect((await stripeAgain.charges.retrieve(charge?.id ?? '')).amount).toBe(charge?.amount)
  })
})

describe('money that waits in accounts nobody looks at', () => {
  it('has its account opened at the start, and only there', async () => {
    const first = await run(simulator.url, { protector })
    const { active: test } = await first.connect(CANARY)
    const { active: live } = await first.connect(madeUp('sk_live', '51TheSameShop'))
    await first.close()
    const ledger = openLedger(join(folder, test ?? ''))
    const attempt = 'b6f1b2a4-6a0a-4c4b-9d7c-1f2e3d4c5b6b'
    const now = Math.floor(Date.now() / 1000)
    const params = { charge: 'ch_none', amount: 5 }
    placeHold(ledger, { attempt, kind: 'refund', amount: money(5, 'usd'), params }, now - 1, {
      operator: '',
      now: now - 60,
    })
    ledger.close()

    const folders: string[] = []
    const second = await run(simulator.url, { protector, onOpened: (each) => folders.push(each) })
    await second.reopen()
    expect(folders).toEqual([join(folder, live ?? '')])
    await second.openUnsettled()
    expect(folders).toEqual([join(folder, live ?? ''), join(folder, test ?? '')])
    const { money: desk } = await second.open(test ?? '')
    await vi.waitFor(
      () =>
        expect(holdOf(desk.ledger, attempt)).toMatchObject({
          state: 'failed',
          failure: { code: 'object_not_found' },
        }),
      { timeout: 20_000 },
    )
    await second.openUnsettled()
    expect(folders).toHaveLength(2)
  })
})
