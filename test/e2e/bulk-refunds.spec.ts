import { expect } from 'playwright/test'
import { test } from './fixtures.ts'

const KEY = 'sk_test_51Bulk'

test('pasted rows: every problem by its line, then the good ones are refunded once each', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  const stripe = simulator.stripe(KEY)
  const pay = async (amount: number) =>
    await stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
  await pay(90_000)
  const [first, second] = [await pay(2000), await pay(3000)]
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: KEY },
  })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Bulk refunds')
  await page
    .getByRole('textbox', { name: 'Rows as CSV' })
    .fill(`target,amount,reason\n${first.id},5.00,duplicate\nnobody,1.00,\n${second.id},99.00,\n`)
  await page.getByRole('button', { name: 'Check these rows' }).click()

  const problems = page.getByRole('table', { name: 'Problems by line' })
  await expect(problems.getByRole('row', { name: /^3 / })).toContainText('No payment of this account fits.')
  await expect(problems.getByRole('row', { name: /^4 / })).toContainText('More than what is left to refund.')
  const start = page.getByRole('button', { name: 'Refund $5.00 USD' })
  await expect(start).toBeDisabled()
  expect(await simulator.requests('POST', '/v1/refunds')).toHaveLength(0)

  await page.getByRole('checkbox', { name: /^Leave out the 2 rows/ }).click()
  await start.dblclick()
  await expect(page.getByText('1 of 1 settled')).toBeVisible()
  await expect(page.getByRole('grid').locator('[data-row="0"]')).toContainText('Refunded')
  const refunds = await stripe.refunds.list({ payment_intent: first.id })
  expect(refunds.data.map(({ amount }) => amount)).toEqual([500])
})

test('payments selected by mouse and keyboard are refunded in full', async ({ open, simulate }) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  const stripe = simulator.stripe(KEY)
  for (const amount of [90_000, 1000, 1500]) {
    await stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
  }
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: KEY },
  })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payments')
  await page
    .getByRole('button', { name: 'Sort by Amount' })
    .or(page.getByTitle('Sort by Amount'))
    .first()
    .click()
  await page.getByTitle('Sort by Amount').click()
  const rows = page.getByRole('grid').locator('[data-row]')
  await expect(rows.first()).toContainText('$10.00')
  await rows.first().getByRole('checkbox').click()
  await rows.nth(1).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('2 payments selected')).toBeVisible()
  await page.getByRole('button', { name: 'Refund the selected…' }).click()
  await page.getByRole('button', { name: 'Refund $25.00 USD' }).click()
  await expect(page.getByText('2 of 2 settled')).toBeVisible()
  const refunds = await stripe.refunds.list({ limit: 10 })
  expect(refunds.data.map(({ amount }) => amount).toSorted((a, b) => a - b)).toEqual([1000, 1500])
})
