import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'playwright/test'
import { madeUp } from '../support/made-up-key.ts'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

/** Every screen as a picture, to be looked at; and none of them spills over the window's width. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url))
mkdirSync(folder, { recursive: true })

async function picture({ page }: Counterfoil, name: string): Promise<void> {
  await expect(page.locator('.animate-pulse')).toHaveCount(0)
  await expect(page.getByText(/history still loading|历史仍在载入/)).toHaveCount(0)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0)
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
}

interface Words {
  readonly overview: string
  readonly payments: string
  readonly refunds: string
  readonly balances: string
  readonly operations: string
  readonly settings: string
  readonly succeeded: string
}
const english: Words = {
  overview: 'Overview',
  payments: 'Payments',
  refunds: 'Refunds',
  balances: 'Balances',
  operations: 'Operations',
  settings: 'Settings',
  succeeded: 'Succeeded',
}
const chinese: Words = {
  overview: '概览',
  payments: '支付',
  refunds: '退款',
  balances: '余额',
  operations: '操作记录',
  settings: '设置',
  succeeded: '成功',
}

async function everyScreen(counterfoil: Counterfoil, words: Words, suffix: string): Promise<void> {
  const { page, payments } = counterfoil
  for (const name of ['overview', 'payments', 'refunds', 'balances', 'operations', 'settings'] as const) {
    await counterfoil.goTo(words[name])
    if (name === 'overview') await expect(page.locator('.recharts-surface')).toHaveCount(2)
    if (name !== 'settings' && name !== 'operations')
      await expect(page.locator('[data-amount]').first()).toBeVisible()
    await picture(counterfoil, `${name}${suffix}`)
  }
  await counterfoil.goTo(words.payments)
  const panel = await payments.open(await payments.firstWith(words.succeeded, 'usd'))
  await expect(panel.refundButton).toBeVisible()
  await picture(counterfoil, `payment${suffix}`)
  await panel.refundButton.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio').nth(1).click()
  await dialog.getByRole('textbox').fill('5')
  await picture(counterfoil, `refund-dialog${suffix}`)
  await page.keyboard.press('Escape')
  await panel.close()
}

for (const [name, size] of [
  ['', { width: 1440, height: 900 }],
  ['-narrow', { width: 900, height: 700 }],
] as const) {
  test(`pictures of every screen${name}`, async ({ open }) => {
    test.slow()
    const counterfoil = await open({ args: ['--lang=en', '--demo'] })
    const { page, payments } = counterfoil
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: 'light' })
    await counterfoil.mirrored()
    await everyScreen(counterfoil, english, name)
    if (name !== '') return

    await counterfoil.goTo('Payments')
    const panel = await payments.open(await payments.firstWith('Succeeded', 'usd'))
    const dialog = await panel.refund()
    await dialog.partially('5')
    await dialog.submit.click()
    await expect(dialog.outcome).toContainText('$5.00')
    await picture(counterfoil, 'refund-done')
    await dialog.close()
    await expect(panel.header).toContainText('Partly refunded')
    await picture(counterfoil, 'payment-refunded')
    await panel.close()
    await counterfoil.goTo('Operations')
    await page.locator('[data-row="0"]').click()
    await picture(counterfoil, 'operation')
    await counterfoil.goTo('Payments')
    const filters = page.getByRole('group', { name: 'Filters' })
    await filters.getByRole('button', { name: 'Status' }).click()
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Failed' }).click()
    await picture(counterfoil, 'payments-filter')
    await page.keyboard.press('Escape')
    await payments.search.fill('no such thing anywhere')
    await expect(page.getByText('No payment matches these filters')).toBeVisible()
    await picture(counterfoil, 'payments-empty')
    await counterfoil.mirror.click()
    await picture(counterfoil, 'mirror-state')
    await page.keyboard.press('Escape')

    await counterfoil.goTo('Balances')
    await counterfoil.balances.asOf.click()
    await picture(counterfoil, 'balances-moment')
    await page.getByRole('button', { name: 'End of last month' }).click()
    await expect(counterfoil.balances.past).toBeVisible()
    await picture(counterfoil, 'balances-past')

    await counterfoil.goTo('Settings')
    await page.getByRole('radio', { name: 'Dark' }).click()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await everyScreen(counterfoil, english, '-dark')
    await counterfoil.goTo('Settings')
    await page.getByRole('radio', { name: 'Light' }).click()
    await page.getByRole('radio', { name: '简体中文' }).click()
    await expect(counterfoil.title).toHaveText('设置')
    await everyScreen(counterfoil, chinese, '-chinese')
  })
}

test('pictures of all accounts', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await page.emulateMedia({ colorScheme: 'light' })
  await counterfoil.mirrored()
  await counterfoil.openConnectedAccount()
  const show = async (place: string, name: string): Promise<void> => {
    await counterfoil.goTo(place)
    for (const [size, suffix] of [
      [{ width: 1440, height: 900 }, ''],
      [{ width: 900, height: 700 }, '-narrow'],
    ] as const) {
      await page.setViewportSize(size)
      await expect(page.locator('[data-payment]').first()).toBeVisible()
      await picture(counterfoil, `${name}${suffix}`)
    }
  }
  await show('All accounts', 'all-accounts')
  await page.keyboard.press('/')
  await page.keyboard.type('89.00')
  await expect(page.locator('[data-found]').first()).toBeVisible()
  await picture(counterfoil, 'all-accounts-search')
  await counterfoil.goTo('Settings')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await show('All accounts', 'all-accounts-dark')
  await counterfoil.goTo('Settings')
  await page.getByRole('radio', { name: '简体中文' }).click()
  await show('所有账户', 'all-accounts-chinese')
})

test('pictures of the first run, of live mode and of being offline', async ({ open, simulate }) => {
  const simulator = await simulate({ seed: 'demo', payments: 300 })
  const counterfoil = await open({ args: ['--lang=en', `--api-base=${simulator.url}`] })
  const { page, onboarding } = counterfoil
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await picture(counterfoil, 'first-run')
  await onboarding.chooseConnect()
  await picture(counterfoil, 'connect')
  await onboarding.check('pk_test_51Publishable')
  await expect(page.getByRole('alert').first()).toBeVisible()
  await picture(counterfoil, 'connect-wrong')
  await onboarding.check(madeUp('rk_live', '51TheLiveKey'))
  await onboarding.found.waitFor()
  await picture(counterfoil, 'connect-found')
  await onboarding.connect()
  await counterfoil.mirrored()
  await expect(page.locator('.recharts-surface')).toHaveCount(2)
  await picture(counterfoil, 'live')
  await simulator.stop()
  await expect(counterfoil.mirror).toHaveAttribute('data-phase', 'offline', { timeout: 20_000 })
  await counterfoil.goTo('Payments')
  await counterfoil.payments.open(await counterfoil.payments.firstWith('Succeeded', 'usd'))
  await picture(counterfoil, 'offline')
})
