import { expect } from 'playwright/test'
import { madeUp } from '../support/made-up-key.ts'
import { test } from './fixtures.ts'

const RIGHT = 'rk_test_51TheRightKey'
const REVOKED = 'rk_test_51RevokedKey'
const NARROW = 'rk_test_51NarrowKey'

test('an account is connected by its key, and every wrong key says what is wrong', async ({
  open,
  simulate,
}) => {
  const simulator = await simulate({ seed: 'demo', payments: 50 })
  await simulator.control('POST', 'keys', { key: REVOKED, state: 'revoked' })
  const read = ['account', 'balance', 'balance_transactions', 'charges', 'payment_intents', 'customers']
  await simulator.control('POST', 'keys', {
    key: NARROW,
    permissions: Object.fromEntries([...read, 'refunds', 'payouts', 'events'].map((name) => [name, 'read'])),
  })
  const counterfoil = await open({ args: ['--lang=en', `--api-base=${simulator.url}`] })
  const { onboarding, page } = counterfoil
  const alert = page.getByRole('alert')
  await onboarding.chooseConnect()
  await expect(page.getByText(/forgotten when Counterfoil ends|kept by/)).toBeVisible()

  await onboarding.check('pk_test_51APublishableKey')
  await expect(alert.first()).toContainText('This does not look like a Stripe key.')
  await expect(onboarding.key).toHaveValue('pk_test_51APublishableKey')
  expect(await simulator.requests('GET', '/v1/account')).toHaveLength(0)

  await onboarding.check(REVOKED)
  await expect(alert.first()).toContainText('Stripe does not accept this key.')
  await expect(onboarding.key).toHaveValue(REVOKED)

  await onboarding.check(NARROW)
  await expect(onboarding.found).toContainText('rak_dispute_read')
  await expect(onboarding.found).toContainText('Test: no real money')
  await expect(onboarding.key).toHaveValue(NARROW)

  await onboarding.check(RIGHT)
  await expect(onboarding.found).toContainText('None that are needed')
  await expect(onboarding.found).toContainText('Restricted key')
  await onboarding.connect()
  await expect(counterfoil.modeBar).toContainText('TEST')
  await expect(counterfoil.modeBar).toContainText(simulator.url)
  await counterfoil.goTo('Payments')
  await expect(counterfoil.payments.rows.first()).toBeVisible()

  // the live mode of the same account, beside it
  await counterfoil.goTo('Settings')
  await expect(page.getByText('Key in memory until Counterfoil ends')).toBeVisible()
  await page.getByRole('button', { name: 'Connect another account' }).click()
  await onboarding.check(madeUp('rk_live', '51TheLiveKey'))
  await expect(onboarding.found).toContainText('Live: real money')
  await onboarding.connect()
  await expect(counterfoil.modeBar).toHaveAttribute('data-mode', 'live')
  await expect(counterfoil.modeBar).toContainText('LIVE')
})

test('without its key the account is still readable and asks for it', async ({ open, simulate }) => {
  const simulator = await simulate({ seed: 'demo', payments: 50 })
  const args = ['--lang=en', `--api-base=${simulator.url}`]
  const first = await open({ args, env: { STRIPE_API_KEY: RIGHT } })
  await first.mirrored()
  await first.console.end()

  const second = await open({ args })
  await expect(second.mirror).toBeVisible()
  await second.goTo('Payments')
  await expect(second.payments.count).toHaveText('50 rows')
  const panel = await second.payments.open(await second.payments.firstWith('Succeeded', 'usd'))
  await expect(panel.refundButton).toHaveAttribute('aria-disabled', 'true')
  await expect(panel.header).toContainText('This needs a key for this account. Connect one in Settings.')

  await second.goTo('Settings')
  await second.page.getByRole('button', { name: 'Connect a key' }).click()
  await second.onboarding.check('rk_test_51AnotherKey')
  await expect(second.onboarding.found).toContainText('This account is in Counterfoil already')
  await second.onboarding.connect()
  await second.mirrored()
})

test('a key that is revoked meanwhile is said, and loses nothing', async ({ open, simulate }) => {
  const simulator = await simulate({ seed: 'demo', payments: 50 })
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: RIGHT },
  })
  await counterfoil.mirrored()
  await simulator.control('POST', 'keys', { key: RIGHT, state: 'revoked' })
  await expect(counterfoil.mirror).toContainText('Stopped', { timeout: 20_000 })
  await counterfoil.goTo('Payments')
  await expect(counterfoil.payments.count).toHaveText('50 rows')
  const panel = await counterfoil.payments.open(await counterfoil.payments.firstWith('Succeeded', 'usd'))
  await expect(panel.header).toContainText('Stripe no longer accepts the key of this account.')
})
