import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Accounts } from '../../../src/main/accounts/accounts.ts'
import { noProfiles, type ProfilesFile } from '../../../src/main/accounts/profiles.ts'
import type { Vault } from '../../../src/main/accounts/vault.ts'
import { allAccountsHandlers } from '../../../src/main/features/all-accounts/handlers.ts'
import { paymentsHandlers } from '../../../src/main/features/payments/handlers.ts'
import { searchHandlers } from '../../../src/main/features/search/handlers.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'
import { newestOf } from '../../../src/renderer/features/all-accounts/newest.ts'
import { totalsOf } from '../../../src/renderer/features/all-accounts/totals.ts'
import { byMode } from '../../../src/renderer/lib/account-order.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { AccountProfile } from '../../../src/shared/features/accounts/contract.ts'
import type { AccountStanding } from '../../../src/shared/features/all-accounts/contract.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts'
import { activeAccount } from '../../simulator/connect.ts'
import { openAccounts, sessionVault } from '../../support/accounts.ts'
import { madeUp } from '../../support/made-up-key.ts'

const SHOP = 'sk_test_51TheShop'
const BRANCH = 'sk_test_51TheBranch'
const LIVE = madeUp('sk_live', '51TheLiveShop')
const DAY = 86_400

let folder: string
let profiles: ProfilesFile
let vault: Vault
let shop: Simulator
let branch: Simulator
let accounts: Accounts

function accountsAt({ url }: Simulator): Accounts {
  const file = { read: () => profiles, write: (value: ProfilesFile) => (profiles = value) }
  return openAccounts({ folder, apiBase: url, file, vault })
}

/** Two test accounts at servers of their own, the live mode of the first one, and an account connected to it. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-all-accounts-'))
  profiles = noProfiles
  vault = sessionVault()
  shop = await startSimulator({ seed: 'empty' })
  branch = await startSimulator({ seed: 'empty', account: 'acct_1TheBranchAccount' })
  const stripe = createStripe({ key: SHOP, apiBase: shop.url })
  const seller = (await activeAccount({ stripe })).id
  await pay(stripe, 1000, 'usd')
  await pay(stripe, 300, 'eur')
  await pay(stripe, 250, 'usd', seller)
  const elsewhere = createStripe({ key: BRANCH, apiBase: branch.url })
  const refunded = await pay(elsewhere, 40_000, 'usd')
  await elsewhere.refunds.create({ payment_intent: refunded.id, amount: 500 })
  await pay(elsewhere, 7000, 'jpy')
  await elsewhere.paymentIntents.create({
    amount: 900,
    currency: 'usd',
    payment_method: 'pm_card_createDispute',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })

  const first = accountsAt(branch)
  await first.prepare()
  await first.connect(BRANCH)
  await first.close()
  accounts = accountsAt(shop)
  await accounts.prepare()
  await accounts.connect(SHOP)
  await accounts.openConnected(only('test', (each) => each.apiBase === shop.url).id, seller)
  await accounts.connect(LIVE)
})
afterEach(async () => {
  await accounts.close()
  await shop.close()
  await branch.close()
  rmSync(folder, { recursive: true, force: true })
})

function only(mode: AccountProfile['mode'], matches: (profile: AccountProfile) => boolean): AccountProfile {
  const { profiles: known } = accounts.state()
  const [one, ...others] = known.filter((each) => each.mode === mode && matches(each))
  if (one === undefined || others.length > 0) throw new Error(`There is not exactly one such ${mode} account`)
  return one
}
const own = (apiBase: string) => only('test', (each) => each.apiBase === apiBase && each.platform === null)
const connected = () => only('test', (each) => each.platform !== null)
const live = () => only('live', () => true)

async function pay(
  stripe: Stripe,
  amount: number,
  currency: string,
  stripeAccount?: string,
): Promise<Stripe.PaymentIntent> {
  return await stripe.paymentIntents.create(
    { amount, currency, payment_method: 'pm_card_bypassPending', confirm: true },
    stripeAccount === undefined ? {} : { stripeAccount },
  )
}

async function mirrored(): Promise<void> {
  for (const { id } of accounts.state().profiles) {
    const { sync } = await accounts.open(id)
    await vi.waitFor(
      () => {
        const { phase, freshness } = sync.status()
        // All is read a little before the look that read it is over.
        expect({ phase, isDated: freshness.asOf !== null }).toEqual({ phase: 'watching', isDated: true })
      },
      { timeout: 40_000 },
    )
  }
}

function standing(account: string, simulator: Simulator = shop): Promise<AccountStanding> {
  const to = Math.ceil(simulator.clock.now() / DAY) * DAY
  const span = (days: number) => ({ from: to - days * DAY, to })
  return allAccountsAnswer(account, { today: span(1), last7: span(7), last30: span(30) })
}

async function allAccountsAnswer(
  account: string,
  periods: Readonly<Record<'today' | 'last7' | 'last30', { readonly from: number; readonly to: number }>>,
): Promise<AccountStanding> {
  return await allAccountsHandlers((id) => accounts.open(id)).standing({ account, timeZone: 'UTC', periods })
}

/** `usd 1000 gross, 0 back` for each currency of 30 days. */
const took = ({ currencies }: Pick<AccountStanding, 'currencies'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    currencies.map(({ currency, volumes: { last30 } }) => [
      currency,
      `${last30.gross.amount} in, ${last30.refunds.amount} back`,
    ]),
  )

const codeOf = async (job: Promise<unknown>): Promise<string> => {
  const error: unknown = await job.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof CounterfoilError ? error.failure.code : String(error)
}

test('each account stands for itself, and those of one mode add up by currency', async () => {
  await mirrored()
  const here = await standing(own(shop.url).id)
  const there = await standing(own(branch.url).id, branch)
  const theirs = await standing(connected().id)
  expect(took(here)).toEqual({ usd: '1000 in, 0 back', eur: '300 in, 0 back' })
  expect(took(there)).toEqual({ usd: '40900 in, 500 back', jpy: '7000 in, 0 back' })
  expect(took(theirs)).toEqual({ usd: '250 in, 0 back' })
  expect(took({ currencies: totalsOf([here, there]) })).toEqual({
    usd: '41900 in, 500 back',
    eur: '300 in, 0 back',
    jpy: '7000 in, 0 back',
  })
  for (const { currency, balance } of totalsOf([here, there])) {
    const parts = [here, there].flatMap((each) =>
      each.currencies.filter((one) => one.currency === currency).flatMap((one) => one.balance ?? []),
    )
    expect(balance?.available.amount).toBe(
      parts.reduce((sum, { available }) => sum + (available.amount ?? 0), 0),
    )
    expect(balance?.pending.amount).toBe(parts.reduce((sum, { pending }) => sum + (pending.amount ?? 0), 0))
  }
  expect([here.attention.disputesOpen, there.attention]).toMatchObject([
    0,
    { disputesOpen: 1, disputesToAnswer: 1, operationsHeld: 0, payoutsFailed: 0 },
  ])
  expect(here.freshness.asOf).not.toBeNull()
})

test('live money is grouped by itself, and a payment is listed with its own account', async () => {
  await mirrored()
  const groups = byMode(accounts.state().profiles)
  expect(groups.map(({ mode, accounts: each }) => [mode, each.map(({ id }) => id)])).toEqual([
    ['live', [live().id]],
    ['test', [own(branch.url).id, own(shop.url).id, connected().id]],
  ])
  const { list } = paymentsHandlers((id) => accounts.open(id))
  const newest = await Promise.all(
    (groups[1]?.accounts ?? []).map(async (account) => ({
      account,
      rows: (
        await list({
          account: account.id,
          filter: {},
          sort: { column: 'created', direction: 'desc' },
          offset: 0,
          limit: 50,
        })
      ).rows,
    })),
  )
  const merged = newestOf(newest, 50)
  expect(merged).toHaveLength(6)
  expect(merged.map(({ payment }) => payment.created)).toEqual(
    merged.map(({ payment }) => payment.created).toSorted((a, b) => b - a),
  )
  const theirs = merged.filter(({ account }) => account.id === connected().id)
  expect(theirs.map(({ payment }) => payment.amount)).toEqual([{ amount: 250, currency: 'usd' }])
  const { everything } = searchHandlers((id) => accounts.open(id))
  const clue = theirs[0]?.payment.id ?? ''
  const holders = await Promise.all(
    accounts.state().profiles.map(async ({ id }) => {
      const { groups: found } = await everything({ account: id, text: clue })
      return found.length > 0 ? [id] : []
    }),
  )
  expect(holders.flat()).toEqual([connected().id])
})

test('a damaged account is told with its reason, and takes nothing from the others', async () => {
  await mirrored()
  const [broken, filling, whole] = [own(branch.url), connected(), own(shop.url)]
  await accounts.close()
  writeFileSync(join(folder, broken.id, 'ledger.db'), 'this is no database')
  writeFileSync(join(folder, filling.id, 'mirror.db'), 'nor is this')
  await vault.put(live().id, LIVE)
  vault.forget(live().id)
  accounts = accountsAt(shop)
  await accounts.prepare()
  expect(await codeOf(standing(broken.id))).toBe('store_damaged')
  expect(await codeOf(standing(broken.id))).toBe('store_damaged')
  expect(took(await standing(whole.id))).toEqual({ usd: '1000 in, 0 back', eur: '300 in, 0 back' })
  // A damaged mirror answers while it is read again, and says that not all is here yet.
  await vi.waitFor(async () => expect(took(await standing(filling.id))).toEqual({ usd: '250 in, 0 back' }), {
    timeout: 40_000,
  })
  // Without its key an account is as it was last read.
  expect(live().keyState).toBe('missing')
  expect(took(await standing(live().id))).not.toEqual({})
})
