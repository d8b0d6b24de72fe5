import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import type { SimulatorProcess } from '../support/simulator-process.ts'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

const KEY = 'rk_test_51PastBalances'
const env = { STRIPE_API_KEY: KEY }

/** A payment whose net is available at once; returns it, in minor units. */
async function paid(simulator: SimulatorProcess, amount: number): Promise<number> {
  const stripe = simulator.stripe('sk_test_past_balances')
  const { latest_charge: charge } = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    expand: ['latest_charge.balance_transaction'],
  })
  if (charge === null || typeof charge === 'string') throw new Error('the payment made no charge')
  const { balance_transaction: transaction } = charge
  if (transaction === null || typeof transaction === 'string') throw new Error('the charge moved no money')
  return transaction.net
}

/** Seconds UTC as the window's clocks show them. */
function onTheClock({ page }: Counterfoil, seconds: number): Promise<string> {
  return page.evaluate((at) => {
    const offset = new Date(at * 1000).getTimezoneOffset() * 60
    return new Date((at - offset) * 1000).toISOString().slice(0, 19)
  }, seconds)
}

/** Makes the one mirror below a data folder forget its newest transaction. */
function forgetNewestTransaction(userData: string): void {
  const found = readdirSync(userData, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('mirror.db'),
  )
  if (found === undefined) throw new Error(`no mirror in ${userData}`)
  const { db } = openMirror(join(userData, found, '..'), tables)
  const newest = db
    .prepare<[], { id: string }>('SELECT id FROM balance_transaction ORDER BY n DESC LIMIT 1')
    .get()
  const writer = new MirrorWriter(db, tables)
  writer.transaction(() => writer.markDeleted('balance_transaction', newest?.id ?? ''))
  db.close()
}

test('a balance of the past is shown to the second, also offline, and what does not add up is said', async ({
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'empty' })
  const first = await paid(simulator, 50_000)
  const then = Math.floor(Date.now() / 1000)
  await simulator.control('POST', 'clock', { advance: 60 })
  const second = await paid(simulator, 12_345)
  const args = ['--lang=en', `--api-base=${simulator.url}`]
  const counterfoil = await open({ args, env })
  const { page, balances } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Balances')
  await expect(balances.amount('usd', 'Total')).toHaveAttribute('data-amount', String(first + second))
  await expect(balances.agreement).toContainText('Agrees with Stripe.')
  await simulator.stop()

  await balances.asOf.focus()
  await page.keyboard.press('Enter')
  await balances.moment.fill('2999-01-01T00:00:00')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This moment has not come yet.')
  await balances.moment.fill(await onTheClock(counterfoil, then))
  await page.keyboard.press('Enter')
  await expect(balances.past).toContainText('As it was on')
  for (const line of ['Available', 'Total'])
    await expect(balances.amount('usd', line)).toHaveAttribute('data-amount', String(first))
  await expect(balances.amount('usd', 'Pending')).toHaveAttribute('data-amount', '0')

  await balances.asOf.click()
  await page.getByRole('button', { name: 'End of last year' }).click()
  await expect(balances.amount('usd', 'Total')).toHaveAttribute('data-amount', '0')
  await balances.past.getByRole('button', { name: 'Back to now' }).click()
  await expect(balances.past).toHaveCount(0)
  await expect(balances.amount('usd', 'Total')).toHaveAttribute('data-amount', String(first + second))

  await counterfoil.console.end()
  forgetNewestTransaction(counterfoil.console.userData)
  const again = await open({ args, env })
  await again.goTo('Balances')
  await expect(again.balances.disagreement).toContainText('A transaction may have come late')
  await expect(again.balances.disagreement.locator('[data-amount]').last()).toHaveAttribute(
    'data-amount',
    String(second),
  )
})
