import { expect } from 'playwright/test'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

const env = { STRIPE_API_KEY: 'rk_test_51OfflineKey' }

/** Everything mirrored is there, and no money can be moved. */
async function readsOffline(counterfoil: Counterfoil): Promise<void> {
  const { page, payments } = counterfoil
  await expect(counterfoil.mirror).toContainText(/Offline · as of /)
  await counterfoil.goTo('Overview')
  await expect(page.locator('[data-currency]').first()).toBeVisible()
  await counterfoil.goTo('Refunds')
  await expect(page.locator('[data-row]').first()).toBeVisible()
  await counterfoil.goTo('Balances')
  await expect(counterfoil.balances.card('usd')).toBeVisible()
  await expect(page.locator('[data-row]').first()).toBeVisible()
  await counterfoil.goTo('Payments')
  await expect(payments.count).toHaveText('120 rows')
  await expect(page.getByText(/^as of /)).toBeVisible()
  await payments.search.fill('NT-103')
  // What is in view until the search has been answered may not be in it afterwards.
  await expect(async () => {
    const id = await payments.firstWith('Succeeded', 'usd')
    await payments.row(id).click({ timeout: 2000 })
  }).toPass()
  const { panel } = payments
  await panel.heading.waitFor()
  await expect(panel.section('What happened')).toContainText('The charge succeeded')
  await expect(panel.refundButton).toHaveAttribute('aria-disabled', 'true')
  await expect(panel.header).toContainText('This needs a connection to Stripe, and there is none now.')
}

test('with Stripe out of reach everything is readable, also after a restart, and it recovers by itself', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'demo', payments: 120 })
  const args = ['--lang=en', `--api-base=${simulator.url}`]
  const first = await open({ args, env })
  await first.mirrored()
  await simulator.stop()
  await expect(first.mirror).toHaveAttribute('data-phase', 'offline', { timeout: 20_000 })
  await readsOffline(first)

  await simulator.startAgain()
  await first.mirrored()
  await expect(first.payments.panel.refundButton).not.toHaveAttribute('aria-disabled', 'true')
  const dialog = await first.payments.panel.refund()
  await dialog.close()

  await simulator.stop()
  await first.console.end()
  const second = await open({ args, env })
  await expect(second.mirror).toHaveAttribute('data-phase', 'offline', { timeout: 20_000 })
  await readsOffline(second)
  await simulator.startAgain()
  await second.mirrored()
  await expect(second.payments.panel.refundButton).not.toHaveAttribute('aria-disabled', 'true')
})
