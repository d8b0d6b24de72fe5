import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'playwright/test'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
const PLACES = [
  'Overview',
  'Payments',
  'Refunds',
  'Bulk refunds',
  'Payouts',
  'Transfers',
  'Disputes',
  'Balances',
  'Operations',
  'Settings',
]

/** What is wrong on the screen as it is, one line each. */
async function violations(counterfoil: Counterfoil, screen: string): Promise<readonly string[]> {
  // legacy mode stays in the page: the other one opens a page of its own, which the console does not allow
  const { violations: found } = await new AxeBuilder({ page: counterfoil.page })
    .withTags(STANDARD)
    .setLegacyMode(true)
    .analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${screen}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
  )
}

async function choose(counterfoil: Counterfoil, theme: 'Light' | 'Dark'): Promise<void> {
  await counterfoil.goTo('Settings')
  await counterfoil.page.getByRole('radio', { name: theme }).click()
  await expect(counterfoil.page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase())
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`no screen breaks WCAG 2.2 AA: ${theme.toLowerCase()}`, async ({ open }) => {
    test.slow()
    const counterfoil = await open()
    const { page, payments } = counterfoil
    const found: string[] = []
    await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
    found.push(...(await violations(counterfoil, 'first run')))
    await counterfoil.onboarding.chooseConnect()
    found.push(...(await violations(counterfoil, 'connect')))
    await page.getByRole('button', { name: 'Back' }).click()
    await counterfoil.onboarding.tryDemo()
    await counterfoil.mirrored()
    await choose(counterfoil, theme)
    for (const place of PLACES) {
      await counterfoil.goTo(place)
      await page.waitForLoadState('networkidle')
      found.push(...(await violations(counterfoil, place)))
    }
    await counterfoil.goTo('Balances')
    await counterfoil.balances.asOf.click()
    await page.getByRole('dialog').waitFor()
    found.push(...(await violations(counterfoil, 'moment of a balance')))
    await page.getByRole('button', { name: 'End of last month' }).click()
    await counterfoil.balances.past.waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    found.push(...(await violations(counterfoil, 'balance of the past')))
    await counterfoil.goTo('Payments')
    const panel = await payments.open(await payments.firstWith('Succeeded', 'usd'))
    found.push(...(await violations(counterfoil, 'payment')))
    const dialog = await panel.refund()
    await dialog.partially('1')
    found.push(...(await violations(counterfoil, 'refund dialog')))
    await dialog.close()
    await counterfoil.mirror.click()
    await page.getByRole('dialog').waitFor()
    found.push(...(await violations(counterfoil, 'mirror state')))
    await page.keyboard.press('Escape')
    await counterfoil.openConnectedAccount()
    await counterfoil.goTo('All accounts')
    await page.locator('[data-payment]').first().waitFor()
    found.push(...(await violations(counterfoil, 'all accounts')))
    await page.keyboard.press('/')
    await page.keyboard.type('89.00')
    await page.locator('[data-found]').first().waitFor()
    found.push(...(await violations(counterfoil, 'search across accounts')))
    expect(found).toEqual([])
  })
}
