import { expect, test } from 'playwright/test'
import { type RunningConsole, launchConsole } from '../support/console.ts'

let console: RunningConsole

test.beforeAll(async () => {
  console = await launchConsole({ args: ['--demo', '--lang=en'] })
})
test.afterAll(async () => {
  await console.dispose()
})

test('the demo opens on its overview, and says that it is the demo', async () => {
  const { page } = console
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await expect(page.getByText('Demo shop, no real money')).toBeVisible()
  await expect(page).toHaveTitle(/Counterfoil/)
})

test('the page has no network and nothing of Node', async () => {
  const { page } = console
  const reached = await page.evaluate(() =>
    fetch('https://api.stripe.com/v1/charges').then(
      () => 'reached',
      () => 'blocked',
    ),
  )
  expect(reached).toBe('blocked')
  const leaked = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
  )
  expect(leaked).toEqual([])
})

test('the list of payments fills from the mirror', async () => {
  const { page } = console
  await page.getByRole('link', { name: 'Payments', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Payments' })).toBeVisible()
  await expect.poll(() => page.getByRole('row').count(), { timeout: 30_000 }).toBeGreaterThan(10)
})
