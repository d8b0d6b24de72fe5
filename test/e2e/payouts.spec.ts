import { expect } from 'playwright/test'
import { test } from './fixtures.ts'

test('a payout by hand is made with its consequence first, and canceled while it is pending', async ({
  open,
}) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payouts')
  await page.getByRole('button', { name: 'Pay out', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay out' })
  const amount = dialog.getByRole('textbox', { name: 'Amount in USD' })

  await amount.fill('1.234')
  await dialog.getByRole('button', { name: 'Pay out', exact: true }).click()
  await expect(dialog.getByRole('alert')).toHaveText('USD has at most 2 decimal places.')
  await expect(amount).toHaveValue('1.234')

  await amount.fill('9999999')
  await expect(dialog.getByRole('alert').first()).toContainText('More than the')
  await amount.fill('123.45')
  await expect(dialog).toContainText('$123.45 USD leaves the balance for the default bank account')
  await expect(dialog).toContainText('Available afterwards')
  await dialog.getByRole('button', { name: 'Pay out $123.45 USD' }).click()
  await expect(dialog.getByRole('status')).toContainText('taken on the payout of $123.45 USD')
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const row = page.getByRole('grid').locator('[data-row="0"]')
  await expect(row).toContainText('$123.45')
  await expect(row).toContainText('Pending')
  await row.click()
  const panel = page.getByRole('complementary', { name: 'Payout' })
  await expect(panel).toContainText('made by hand')
  await panel.getByRole('button', { name: 'Cancel the payout' }).click()
  const cancel = page.getByRole('dialog', { name: 'Cancel the payout' })
  await expect(cancel).toContainText('$123.45 USD returns to the available balance')
  await cancel.getByRole('button', { name: 'Cancel the payout of $123.45 USD' }).click()
  await expect(cancel.getByRole('status')).toContainText('The payout is canceled')
  await cancel.getByRole('button', { name: 'Close' }).last().click()
  await expect(row).toContainText('Canceled')
  await expect(panel.getByRole('button', { name: 'Cancel the payout' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('an automatic payout shows the transactions it paid out', async ({ open }) => {
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payouts')
  await page.getByRole('grid').locator('[data-row="0"]').click()
  const table = page.getByRole('table', { name: 'Balance transactions in this payout' })
  // cards are charges, bank debits are payments: which of the two was paid out last follows the day of the week
  await expect(
    table
      .getByRole('row')
      .filter({ hasText: /Charge|Payment/ })
      .first(),
  ).toBeVisible()
  // what it paid out, not itself
  await expect(table.getByRole('row').filter({ hasText: 'Payout' })).toHaveCount(0)
})
