import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { expect } from 'playwright/test'
import { Stripe } from 'stripe'
import { z } from 'zod'
import { madeUp } from '../support/made-up-key.ts'
import { test } from './fixtures.ts'

/** The amounts of a row or card in the order in which they are read, in minor units. */
const amountsOf = async (place: Locator): Promise<readonly number[]> =>
  await place
    .locator('[data-amount]')
    .evaluateAll((found) => found.map((each) => Number(each.getAttribute('data-amount'))))

test('all accounts on one screen: figures apart, a payment of another account opened, and found again', async ({
  open,
}) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page, modeBar } = counterfoil
  await counterfoil.mirrored()
  await expect(page.getByRole('link', { name: 'All accounts' })).toHaveCount(0)
  const seller = await counterfoil.openConnectedAccount()
  const { hostname: host, port } = new URL(await counterfoil.simulatorAddress())
  const stripe = new Stripe('sk_test_51AllAccounts', { host, port, protocol: 'http', telemetry: false })
  const paid = await stripe.paymentIntents.create(
    {
      amount: 123_456,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    },
    { stripeAccount: seller },
  )

  await counterfoil.goTo('All accounts')
  await expect(modeBar).toContainText('Live and test shown apart')
  const section = page.getByRole('region', { name: 'DEMO' })
  await expect(section).toContainText('2 accounts')
  const theirs = page.getByRole('region', { name: 'Connected accounts together' })
  await expect(theirs).toContainText('A connected account’s money is its own')
  // what has just been paid arrives by itself, in the connected account alone
  await expect(theirs.locator('[data-total="usd"] [data-period="today"]')).toContainText('$1,234.56')
  const [shop, connected] = [section.locator('tbody[data-account]').nth(0), section.locator('tbody').last()]
  await expect(connected).toContainText('Connected account of Northwind Tea')
  await expect(shop).toContainText('Key works')
  await expect(shop).toContainText(/As of/i)
  const mine = page.getByRole('region', { name: 'Your accounts together' }).locator('[data-total="usd"]')
  const [available, pending, ...volumes] = await amountsOf(mine)
  const line = shop.locator('tr').filter({ hasText: 'USD' })
  expect(await amountsOf(line)).toEqual([available, pending, ...volumes.slice(-3)])
  await section.getByRole('radio', { name: 'Today' }).click()
  await expect(connected.locator('tr').filter({ hasText: 'USD' })).toContainText('$1,234.56')
  expect(await amountsOf(line)).toEqual([available, pending, ...volumes.slice(0, 3)])

  // with the keyboard alone: the newest payment is the connected account's; opening it switches there
  await counterfoil.goTo('Overview')
  await page.getByRole('button', { name: /^Account:/ }).click()
  await page.getByRole('menuitem', { name: /^Northwind Tea/ }).click()
  await expect(modeBar).not.toContainText('Connected account of')
  await counterfoil.goTo('All accounts')
  const row = page.locator(`tr[data-payment="${paid.id}"]`)
  await row.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(modeBar).toContainText('Connected account of Northwind Tea')
  await expect(page.locator('main')).toContainText('$1,234.56')
  await expect(page.locator('main')).toContainText(paid.id)

  // the same from the other account, by its id
  await page.getByRole('button', { name: /^Account:/ }).click()
  await page.getByRole('menuitem', { name: /^Northwind Tea/ }).click()
  await counterfoil.goTo('All accounts')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search every account' })).toBeFocused()
  await page.keyboard.type(paid.id)
  await expect(page.locator('[data-found]')).toHaveCount(1)
  await expect(page.getByText(/^Nothing is found by .* in Northwind Tea \(DEMO\)\.$/)).toBeVisible()
  await page.locator(`[data-found] [data-id="${paid.id}"]`).click()
  await expect(modeBar).toContainText('Connected account of Northwind Tea')
  await expect(page.locator('main')).toContainText(paid.id)
})

test('live and test are apart, live first; what has no key or is damaged says so', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'demo', payments: 50 })
  const args = ['--lang=en', `--api-base=${simulator.url}`]
  const first = await open({ args, env: { STRIPE_API_KEY: 'rk_test_51AllAccounts' } })
  await first.mirrored()
  await first.goTo('Settings')
  await first.page.getByRole('button', { name: 'Connect another account' }).click()
  await first.onboarding.check(madeUp('rk_live', '51AllAccounts'))
  await first.onboarding.connect()
  await first.mirrored()
  await first.goTo('All accounts')
  const modes = first.page.locator('main section[data-mode]')
  await expect(modes).toHaveCount(2)
  await expect(modes.nth(0)).toHaveAttribute('data-mode', 'live')
  await expect(modes.nth(0)).toContainText('Real money')
  await expect(modes.nth(1)).toHaveAttribute('data-mode', 'test')
  await expect(modes.nth(1)).toContainText('Test mode, no real money')
  for (const mode of [modes.nth(0), modes.nth(1)]) {
    const [available, pending, ...volumes] = await amountsOf(mode.locator('[data-total="usd"]'))
    const line = mode.locator('tbody[data-account] tr').filter({ hasText: 'USD' })
    expect(await amountsOf(line)).toEqual([available, pending, ...volumes.slice(-3)])
  }
  // payments of one mode at a time
  const newest = first.page.locator('tr[data-payment]')
  await expect(newest).toHaveCount(50)
  const ids = await newest.evaluateAll((found) => found.map((each) => each.getAttribute('data-payment')))
  expect(new Set(ids).size).toBe(50)
  await expect(first.page.getByRole('radio', { name: 'LIVE' })).toBeChecked()
  await first.console.end()

  // One ledger is damaged meanwhile: its account says so, and the other is whole.
  const { profiles } = z
    .object({ profiles: z.array(z.object({ id: z.string(), mode: z.string() })) })
    .parse(JSON.parse(readFileSync(join(first.console.userData, 'profiles.json'), 'utf8')).value)
  const live = profiles.find(({ mode }) => mode === 'live')?.id ?? ''
  const ledger = join(first.console.userData, 'accounts', live, 'ledger.db')
  copyFileSync(ledger, `${ledger}.copy`)
  writeFileSync(ledger, 'this is no database')
  const second = await open({ args })
  await second.goTo('All accounts')
  const rows = second.page.locator('tbody[data-account]')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(0).getByRole('alert')).toContainText('ledger.db')
  await expect(second.page.getByText('Not included, because it could not be read').first()).toBeVisible()
  await expect(rows.nth(1)).toContainText('No key')
  await expect(rows.nth(1).locator('[data-amount]').first()).toBeVisible()
  await rows.nth(0).getByRole('button', { name: 'Northwind Tea' }).click()
  await expect(second.page.getByText('The account was not opened')).toBeVisible()
  await expect(second.title).toHaveText('All accounts')

  // Once the copy is put back, one try brings the whole account.
  copyFileSync(`${ledger}.copy`, ledger)
  await rows.nth(0).getByRole('button', { name: 'Try again' }).click()
  await expect(rows.nth(0).locator('[data-amount]').first()).toBeVisible()
  await expect(second.page.getByText('Not included, because it could not be read')).toHaveCount(0)
})
