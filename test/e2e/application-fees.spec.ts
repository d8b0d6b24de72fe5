import { expect } from 'playwright/test'
import { test } from './fixtures.ts'

test('an application fee is given back in part, with what it costs shown first', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Search')
  await page.getByRole('combobox', { name: 'What to search' }).click()
  await page.getByRole('option', { name: 'Application fees' }).click()
  const grid = page.getByRole('grid')
  await grid.locator('[data-row="0"]').click()
  const panel = page.getByRole('complementary')
  await panel.getByRole('button', { name: 'Refund application fee' }).click()
  const dialog = page.getByRole('dialog', { name: 'Refund an application fee' })
  await expect(dialog).toContainText('goes from your balance to connected account acct_')
  await expect(dialog).toContainText('Available afterwards')
  await dialog.getByRole('radio', { name: 'A part' }).click()
  await dialog.getByRole('textbox', { name: /^Amount in/ }).fill('0.13')
  await dialog.getByRole('button', { name: /^Give back .*0\.13/ }).click()
  await expect(dialog.getByRole('status')).toContainText(/Gave back .*0\.13.* of the application fee/)
  await dialog.getByRole('link', { name: 'See the operation' }).click()
  const operation = page.getByRole('complementary', { name: 'Operation' })
  await expect(operation).toContainText('Application fee refund')
  await operation.getByRole('link', { name: 'Open' }).click()
  await expect(panel.getByRole('button', { name: 'Refund application fee' })).toBeVisible()
})
