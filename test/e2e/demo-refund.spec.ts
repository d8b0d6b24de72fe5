import { expect } from 'playwright/test'
import { control } from '../support/simulator-process.ts'
import { test } from './fixtures.ts'

test('first run, demo, search, refund in parts, restart, and never more than was paid', async ({ open }) => {
  test.slow()
  const first = await open()
  await expect(first.title).toHaveText('Your own record of every payment')
  await first.onboarding.tryDemo()
  await expect(first.modeBar).toContainText('Demo shop, no real money')
  // nothing else may move the balance while we watch what the refund does to it
  await control(await first.simulatorAddress(), 'POST', 'arrivals', { running: false })
  await first.mirrored()
  await first.goTo('Balances')
  const before = await first.balances.total('usd')

  await first.goTo('Payments')
  const { payments } = first
  await expect.poll(() => payments.rows.count()).toBeGreaterThan(15)
  await payments.find('李娜', '2 rows')
  for (const row of await payments.rows.all()) await expect(row).toContainText('李娜')
  await payments.find('NT-100001', '1 row')
  await expect(payments.rows.first()).toContainText('NT-100001')
  await payments.search.fill('89.00')
  await expect(payments.rows.locator('[data-amount="8900"]').first()).toBeVisible()

  const id = await payments.firstWith('Succeeded', 'usd')
  const panel = await payments.open(id)
  expect(await panel.left()).toBe(8900)
  const dialog = await panel.refund()
  await dialog.partially('20.50')
  await dialog.because('Duplicate payment')
  await expect(dialog.root).toContainText('gets $20.50 USD back')
  await dialog.submit.click()
  await expect(dialog.outcome).toContainText('Refunded $20.50 USD')
  await dialog.close()

  await expect(panel.header).toContainText('Partly refunded')
  await expect(payments.row(id)).toContainText('Partly refunded')
  await expect(panel.section('Refunds')).toContainText('$20.50')
  await expect(panel.section('Refunds')).toContainText('Succeeded')
  await expect(panel.section('What happened')).toContainText('A refund was made')
  expect(await panel.left()).toBe(6850)
  await first.goTo('Refunds')
  await expect(first.page.locator('[data-row="0"]')).toContainText('$20.50')
  await expect(first.page.locator('[data-row="0"]')).toContainText('Duplicate payment')
  await first.goTo('Balances')
  await expect.poll(() => first.balances.total('usd')).toBe(before - 2050)
  await first.goTo('Operations')
  await expect(first.page.locator('[data-row="0"]')).toContainText('Succeeded')
  await first.console.end()

  const second = await open()
  await second.mirrored()
  await control(await second.simulatorAddress(), 'POST', 'arrivals', { running: false })
  await second.goTo('Refunds')
  await expect(second.page.locator('[data-row="0"]')).toContainText('$20.50')
  await second.goTo('Payments')
  await second.payments.search.fill(id)
  const again = await second.payments.open(id)
  await expect(again.header).toContainText('Partly refunded')

  const next = await again.refund()
  await next.partially('68.51')
  await next.because('Requested by customer')
  await next.submit.click()
  await expect(next.root.getByRole('alert')).toHaveText('More than the $68.50 USD left.')
  await expect(next.amount).toHaveValue('68.51')
  await expect(next.reason).toHaveText('Requested by customer')
  await next.amount.fill('68.00')
  await next.submit.click()
  await expect(next.outcome).toContainText('Refunded $68.00 USD')
  await next.close()
  await expect.poll(() => again.left()).toBe(50)
  await expect(again.section('Refunds').getByRole('listitem')).toHaveCount(2)
})

test('what is refused by Stripe clears nothing that was typed', async ({ open, simulate }) => {
  const simulator = await simulate({ seed: 'empty' })
  const stripe = simulator.stripe('sk_test_elsewhere')
  const pay = async (amount: number) =>
    await stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
  await pay(50_000)
  const intent = await pay(10_000)
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: 'sk_test_desk' },
  })
  await counterfoil.goTo('Payments')
  const panel = await counterfoil.payments.open(intent.id)
  const dialog = await panel.refund()
  await dialog.partially('80')
  await dialog.because('Fraudulent')
  // while the dialog is open, somebody else refunds most of it
  await stripe.refunds.create({ payment_intent: intent.id, amount: 5000 })
  await dialog.submit.click()
  await expect(dialog.root.getByRole('alert')).toContainText(
    'That is more than what is left to refund on this payment. Enter a smaller amount.',
  )
  await expect(dialog.amount).toHaveValue('80')
  await expect(dialog.reason).toHaveText('Fraudulent')
  expect(await simulator.requests('POST', '/v1/refunds')).toHaveLength(1)
  // as much as somebody else refunded just now: it is asked whether this is another one
  await dialog.amount.fill('50')
  await dialog.submit.click()
  const another = dialog.root.getByRole('checkbox', { name: 'Yes, this is another one besides those' })
  await expect(another).not.toBeChecked()
  expect(await simulator.requests('POST', '/v1/refunds')).toHaveLength(1)
  await another.check()
  await dialog.submit.click()
  await expect(dialog.outcome).toContainText('Refunded $50.00 USD')
  expect(await simulator.requests('POST', '/v1/refunds')).toHaveLength(2)
  await dialog.close()
  await expect(panel.header).toContainText('Refunded')
  await expect(panel.refundButton).toHaveAttribute('aria-disabled', 'true')
  await expect(panel.header).toContainText('Nothing is left to refund on this payment.')
})
