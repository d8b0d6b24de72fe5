import { expect } from 'playwright/test'
import type { Page } from 'playwright/test'
import { test } from './fixtures.ts'

/** Presses Tab until `selector` has the focus, as a person without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${selector}`)
}

test('a payment is found, opened, refunded in part and closed with the keyboard alone', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page, payments } = counterfoil
  await counterfoil.mirrored()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search payments' })).toBeFocused()
  await page.keyboard.type('89.00')
  await page.keyboard.press('Enter')
  await counterfoil.title.getByText('Payments').waitFor()
  await expect(payments.rows.first()).toContainText('89.00')

  const id = await payments.firstWith('Succeeded', 'usd')
  await tabTo(page, '[data-row]')
  while ((await page.locator('[data-row]:focus').getAttribute('data-id')) !== id) {
    const at = await page.locator('[data-row]:focus').getAttribute('data-row')
    await page.keyboard.press('ArrowDown')
    await expect(page.locator(`[data-row="${Number(at) + 1}"]`)).toBeFocused()
  }
  await page.keyboard.press('Enter')
  await payments.panel.heading.waitFor()
  await tabTo(page, 'aside header button')
  await expect(payments.panel.refundButton).toBeFocused()
  await page.keyboard.press('Enter')

  const dialog = page.getByRole('dialog', { name: 'Refund payment' })
  await expect(dialog.getByRole('radio', { name: 'All that is left' })).toBeVisible()
  await tabTo(page, '[role="radio"]')
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('textbox')).toBeVisible()
  await tabTo(page, '[role="dialog"] input[inputmode="decimal"]')
  await page.keyboard.type('1.50')
  const submit = dialog.getByRole('button', { name: /^Refund \$1\.50/ })
  for (let presses = 0; presses < 12; presses += 1) {
    if (await submit.evaluate((button) => button === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('status')).toContainText('$1.50')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(payments.panel.refundButton).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(payments.panel.root).toBeHidden()
  await expect(payments.row(id)).toBeFocused()
})
