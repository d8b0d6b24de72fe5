import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Accounts } from '../../../src/main/accounts/accounts.ts'
import { noProfiles, type ProfilesFile } from '../../../src/main/accounts/profiles.ts'
import { paymentsHandlers } from '../../../src/main/features/payments/handlers.ts'
import { payoutsHandlers } from '../../../src/main/features/payouts/handlers.ts'
import { refundsHandlers } from '../../../src/main/features/refunds/handlers.ts'
import { createStripe } from '../../../src/main/stripe/client.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts'
import { activeAccount } from '../../simulator/connect.ts'
import { openAccounts, sessionVault } from '../../support/accounts.ts'

const KEY = 'sk_test_51ConnectedAccounts'

let simulator: Simulator
let folder: string
let stripe: Stripe
let accounts: Accounts
let profiles: ProfilesFile
let connected: string

function open(): Accounts {
  const file = { read: () => profiles, write: (value: ProfilesFile) => (profiles = value) }
  return openAccounts({ folder, apiBase: simulator.url, file, vault: sessionVault() })
}

beforeEach(async () => {
  simulator = await startSimulator({ seed: 'empty' })
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-connected-'))
  profiles = noProfiles
  stripe = createStripe({ key: KEY, apiBase: simulator.url })
  connected = (await activeAccount({ stripe })).id
  accounts = open()
  await accounts.prepare()
  await accounts.connect(KEY)
})
afterEach(async () => {
  await accounts.close()
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

const platform = (): string => profiles.profiles.find((each) => each.platform === null)?.id ?? ''

const pay = (stripeAccount?: string): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create(
    { amount: 4200, currency: 'usd', payment_method: 'pm_card_bypassPending', confirm: true },
    stripeAccount === undefined ? {} : { stripeAccount },
  )

async function watching(account: string): Promise<void> {
  const context = await accounts.open(account)
  await vi.waitFor(() => expect(context.sync.status().phase).toBe('watching'), { timeout: 20_000 })
}

const paymentsOf = async (account: string): Promise<readonly string[]> => {
  const { list } = paymentsHandlers((id) => accounts.open(id))
  const { rows } = await list({
    account,
    filter: {},
    sort: { column: 'created', direction: 'desc' },
    offset: 0,
    limit: 100,
  })
  return rows.map(({ id }) => id)
}

test('a connected account is mirrored and refunded as an account of its own, with the key of its platform', async () => {
  const [own, theirs] = [await pay(), await pay(connected)]
  const state = await accounts.openConnected(platform(), connected)
  const id = state.active ?? ''
  expect(state.profiles).toMatchObject([
    { id: platform(), platform: null },
    { id, platform: platform(), stripeAccount: connected, mode: 'test', keyState: 'ready' },
  ])
  await watching(id)
  await watching(platform())
  expect(await paymentsOf(id)).toEqual([theirs.id])
  expect(await paymentsOf(platform())).toEqual([own.id])

  const { create } = refundsHandlers((each) => accounts.open(each))
  const answer = await create({
    account: id,
    attempt: 'b6f1b2a4-6a0a-4c4b-9d7c-1f2e3d4c5b6a',
    payment: theirs.id,
    amount: { amount: 1200, currency: 'usd' },
    typedAmount: null,
    acceptSimilar: false,
    reason: null,
    reverseTransfer: false,
    refundApplicationFee: false,
  })
  expect(answer).toMatchObject({ state: 'succeeded' })
  const refunds = await stripe.refunds.list({ payment_intent: theirs.id }, { stripeAccount: connected })
  expect(refunds.data.map(({ amount }) => amount)).toEqual([1200])
  expect((await stripe.refunds.list()).data).toEqual([])
})

test('its payouts can be reversed, which those of a platform cannot', async () => {
  await pay(connected)
  const payout = await stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: connected })
  simulator.world.advance(4 * 86_400)
  const id = (await accounts.openConnected(platform(), connected)).active ?? ''
  await watching(id)
  const { get } = payoutsHandlers((each) => accounts.open(each))
  const detail = await get({ account: id, id: payout.id, connectedAccount: null })
  expect(detail).toMatchObject({ canReverse: true, payout: { status: 'paid' } })
})

test('it is opened again without Stripe, loses its key with its platform, and goes with it', async () => {
  await pay(connected)
  const id = (await accounts.openConnected(platform(), connected)).active ?? ''
  await watching(id)
  await accounts.activate(platform())
  await simulator.close()
  expect((await accounts.openConnected(platform(), connected)).active).toBe(id)
  const forgotten = await accounts.forgetKey(platform())
  expect(forgotten.profiles.map(({ keyState }) => keyState)).toEqual(['missing', 'missing'])
  expect(await paymentsOf(id)).toHaveLength(1)
  const left = await accounts.remove(platform())
  expect(left).toMatchObject({ profiles: [], active: null })
})

test('only accounts that the platform has are opened, and only of a platform', async () => {
  const unknown: unknown = await accounts
    .openConnected(platform(), 'acct_1DoesNotExist00')
    .catch((error: unknown) => error)
  expect(unknown).toBeInstanceOf(CounterfoilError)
  const id = (await accounts.openConnected(platform(), connected)).active ?? ''
  await expect(accounts.openConnected(id, 'acct_1Another0000000')).rejects.toMatchObject({
    failure: { code: 'invalid_input' },
  })
})
