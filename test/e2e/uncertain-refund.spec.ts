import { expect } from 'playwright/test'
import { type SimulatorProcess } from '../support/simulator-process.ts'
import { test } from './fixtures.ts'
import type { RefundDialog } from './pages/refund-dialog.ts'

const KEY = 'sk_test_51Uncertain'

async function pay(simulator: SimulatorProcess): Promise<string> {
  const intent = await simulator.stripe(KEY).paymentIntents.create({
    amount: 10_000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })
  return intent.id
}

async function refundsOf(simulator: SimulatorProcess, payment: string): Promise<readonly number[]> {
  const { data } = await simulator.stripe(KEY).refunds.list({ payment_intent: payment })
  return data.map((refund) => refund.amount)
}

async function succeeds(dialog: RefundDialog): Promise<void> {
  await expect(dialog.outcome).toContainText('Refunded $30.00 USD', { timeout: 30_000 })
  await dialog.close()
}

test('an answer lost after Stripe made the refund: unknown, then proved by itself, and one refund', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  await pay(simulator)
  const payment = await pay(simulator)
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: KEY },
  })
  await counterfoil.goTo('Payments')
  const panel = await counterfoil.payments.open(payment)
  const dialog = await panel.refund()
  await dialog.partially('30')
  await simulator.control('POST', 'faults', {
    kind: 'timeout_after',
    method: 'POST',
    path: '/v1/refunds',
    ms: 2000,
  })
  await dialog.submit.click()
  // the refund is made, its answer is lost, and for now it cannot be looked up either
  await expect.poll(async () => await refundsOf(simulator, payment)).toEqual([3000])
  await simulator.control('POST', 'faults', { kind: 'reset_before', method: 'GET' })
  await expect(dialog.outcome).toContainText('It is not known yet whether $30.00 USD was refunded.')
  await expect(dialog.outcome).toContainText('Do not repeat it.')
  await dialog.close()
  await counterfoil.goTo('Operations')
  const row = counterfoil.page.locator('[data-row="0"]')
  await expect(row).toContainText('Outcome not known')

  await simulator.control('DELETE', 'faults')
  await expect(row).toContainText(/Succeeded|Found at Stripe/, { timeout: 40_000 })
  expect(await refundsOf(simulator, payment)).toEqual([3000])
  const keys = new Set((await simulator.requests('POST', '/v1/refunds')).map((one) => one.idempotency_key))
  expect(keys.size).toBe(1)
})

test('a connection that breaks before Stripe saw the refund: it is made once', async ({ open, simulate }) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  await pay(simulator)
  const payment = await pay(simulator)
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: KEY },
  })
  await counterfoil.goTo('Payments')
  const panel = await counterfoil.payments.open(payment)
  const dialog = await panel.refund()
  await dialog.partially('30')
  await simulator.control('POST', 'faults', {
    kind: 'reset_before',
    method: 'POST',
    path: '/v1/refunds',
    times: 1,
  })
  // whoever is impatient clicks twice
  await dialog.submit.dblclick()
  await succeeds(dialog)
  await expect.poll(() => panel.left()).toBe(7000)
  expect(await refundsOf(simulator, payment)).toEqual([3000])
})

test('the console is killed while a refund is under way: after the restart there is one, and it is known', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  await pay(simulator)
  const payment = await pay(simulator)
  const options = { args: ['--lang=en', `--api-base=${simulator.url}`], env: { STRIPE_API_KEY: KEY } }
  const first = await open(options)
  await first.goTo('Payments')
  const panel = await first.payments.open(payment)
  const dialog = await panel.refund()
  await dialog.partially('30')
  await simulator.control('POST', 'faults', {
    kind: 'timeout_after',
    method: 'POST',
    path: '/v1/refunds',
    ms: 60_000,
    times: 1,
  })
  await dialog.submit.click()
  await expect.poll(async () => await refundsOf(simulator, payment)).toEqual([3000])
  await first.console.end('SIGKILL')

  const second = await open(options)
  await second.goTo('Operations')
  const row = second.page.locator('[data-row="0"]')
  await expect(row).toContainText(/Succeeded|Found at Stripe/, { timeout: 40_000 })
  expect(await refundsOf(simulator, payment)).toEqual([3000])
})
