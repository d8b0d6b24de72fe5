import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { Stripe } from 'stripe'
import type { CounterfoilApi } from '../../src/preload/api.ts'
import { type Simulator, startSimulator } from '../../src/simulator/server.ts'
import { type RunningConsole, launchConsole, onElectron } from '../support/console.ts'
import { madeUp } from '../support/made-up-key.ts'

/** Stands in the page, where these tests' scripts run. */
declare const counterfoil: CounterfoilApi

const KEY = madeUp('sk_live', '51CanaryOfALiveKey')
let simulator: Simulator
let running: RunningConsole
let payment: string

test.beforeAll(async () => {
  simulator = await startSimulator({ seed: 'empty' })
  const stripe = new Stripe(KEY, { host: '127.0.0.1', port: simulator.port, protocol: 'http' })
  const intent = await stripe.paymentIntents.create({
    amount: 12_345,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    expand: ['latest_charge'],
  })
  payment = intent.id
  const charge = intent.latest_charge
  if (charge === null || typeof charge === 'string') throw new Error('The payment made no charge')
  running = await launchConsole({
    args: [`--api-base=${simulator.url}`, '--lang=en'],
    env: { STRIPE_API_KEY: KEY },
  })
})
test.afterAll(async () => {
  await running.dispose()
  await simulator.close()
})

function refund(amount: number) {
  return running.page.evaluate(
    async ([id, cents]) => {
      const state = await counterfoil.accounts.state({})
      const account = state.ok ? (state.value.active ?? '') : ''
      const answer = await counterfoil.refunds.create({
        account,
        attempt: crypto.randomUUID(),
        payment: id,
        amount: { amount: cents, currency: 'usd' },
        reason: null,
      })
      return answer.ok ? answer.value.state : answer.failure.code
    },
    [payment, amount] as const,
  )
}

const moneyCalls = () =>
  simulator.requests.list().filter(({ method, path }) => method === 'POST' && path === '/v1/refunds').length

test('real money leaves only after a dialog of main says yes', async () => {
  test.skip(onElectron, 'its dialog is native and cannot be pressed from outside')
  const declined = refund(1000)
  const first = await running.dialog()
  const dialog = first.getByRole('alertdialog')
  await expect(dialog).toContainText('Refund $10.00 (USD) to')
  await expect(dialog).toContainText('LIVE')
  await expect(dialog).toContainText(payment)
  await first.getByRole('button', { name: 'Cancel' }).click()
  expect(await declined).toBe('confirmation_declined')
  expect(moneyCalls()).toBe(0)

  const confirmed = refund(1000)
  const second = await running.dialog()
  await second.getByRole('button', { name: 'Refund $10.00' }).click()
  expect(await confirmed).toBe('succeeded')
  expect(moneyCalls()).toBe(1)
})

test('the key is in no file and nowhere in the page', async () => {
  const secret = KEY.slice('sk_live_'.length)
  const files = readdirSync(running.userData, { recursive: true, encoding: 'utf8' })
    .map((name) => join(running.userData, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter((file) => readFileSync(file).includes(secret))).toEqual([])
  const state = await running.page.evaluate(async () => JSON.stringify(await counterfoil.accounts.state({})))
  expect(state).toContain('"keyStorage":"session"')
  expect(state).not.toContain(secret)
  expect(await running.page.content()).not.toContain(secret)
})

test('with Stripe out of reach a refund says so and moves nothing', async () => {
  const before = moneyCalls()
  await simulator.close()
  expect(await refund(500)).toBe('offline')
  expect(moneyCalls()).toBe(before)
  simulator = await startSimulator({ seed: 'empty', port: simulator.port })
})
