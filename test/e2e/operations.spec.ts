import { expect } from 'playwright/test'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

async function addOperator(
  counterfoil: Counterfoil,
  name: string,
  pin: string,
  letInBy?: readonly [string, string],
) {
  const { page } = counterfoil
  await page.getByRole('button', { name: 'Add an operator' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByLabel('PIN', { exact: true }).first().fill(pin)
  await dialog.getByLabel('PIN again').fill(pin)
  if (letInBy) {
    await dialog.getByRole('combobox', { name: 'Operator' }).click()
    await page.getByRole('option', { name: letInBy[0] }).click()
    await dialog.getByLabel('PIN', { exact: true }).last().fill(letInBy[1])
  }
  await dialog.getByRole('button', { name: `Add ${name}` }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function setLimit(counterfoil: Counterfoil, measure: string, amount: string) {
  const { page } = counterfoil
  await page.getByRole('button', { name: 'Set a limit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Limit' }).click()
  await page.getByRole('option', { name: measure }).click()
  await dialog.getByRole('textbox').fill(amount)
  await dialog.getByRole('button', { name: 'Set the limit' }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function beginPayout(counterfoil: Counterfoil, amount: string) {
  const { page } = counterfoil
  await counterfoil.goTo('Payouts')
  await page.getByRole('button', { name: 'Pay out', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay out' })
  await dialog.getByRole('textbox', { name: 'Amount in USD' }).fill(amount)
  await dialog.getByText('Available afterwards').waitFor()
  return dialog
}

async function openSettings(counterfoil: Counterfoil, part: string) {
  await counterfoil.goTo('Settings')
  await counterfoil.page.getByRole('link', { name: part, exact: true }).click()
}

test('typed amount, hold with undo, and a cap: each stops the payout and says why', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await openSettings(counterfoil, 'Limits')
  await setLimit(counterfoil, 'Amount is typed again above', '50')
  await setLimit(counterfoil, 'Waits before sending above', '70')
  await setLimit(counterfoil, 'Most in one operation', '200')

  const typed = await beginPayout(counterfoil, '60')
  await typed.getByRole('textbox', { name: /^Type the amount once more/ }).press('Enter')
  // above the threshold Enter cancels
  await typed.waitFor({ state: 'detached' })
  await counterfoil.goTo('Operations')
  await expect(page.getByText('No money has been moved from here')).toBeVisible()

  const held = await beginPayout(counterfoil, '80')
  await held.getByRole('textbox', { name: /^Type the amount once more/ }).fill('81')
  await held.getByRole('button', { name: 'Pay out $80.00 USD' }).click()
  await expect(held.getByRole('alert')).toHaveText('This is not the amount above.')
  await held.getByRole('textbox', { name: /^Type the amount once more/ }).fill('80')
  await held.getByRole('button', { name: 'Pay out $80.00 USD' }).click()
  await expect(held.getByRole('status')).toContainText('Nothing was sent yet.')
  await held.getByRole('link', { name: 'See the queue' }).click()
  await expect(page.getByRole('timer')).toContainText(/^sent in \d:\d\d$/)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Nothing is on hold')).toBeVisible()

  const capped = await beginPayout(counterfoil, '300')
  await capped.getByRole('textbox', { name: /^Type the amount once more/ }).fill('300')
  await capped.getByRole('button', { name: 'Pay out $300.00 USD' }).click()
  await expect(capped).toContainText('One operation may move at most $200.00 USD.')
  await expect(capped.getByRole('textbox', { name: 'Amount in USD' })).toHaveValue('300')
})

test('a second operator approves with their PIN; whoever prepared it cannot', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()
  await openSettings(counterfoil, 'Operators')
  await addOperator(counterfoil, 'Ana', '111111')
  await addOperator(counterfoil, '本', '222222', ['Ana', '111111'])
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Ana' })
    .getByRole('button', { name: 'Take the desk' })
    .click()
  const desk = page.getByRole('dialog')
  await desk.getByLabel('PIN', { exact: true }).fill('999999')
  await desk.getByRole('button', { name: 'Take the desk' }).click()
  await expect(desk.getByRole('alert')).toHaveText('The PIN is wrong.')
  await desk.getByLabel('PIN', { exact: true }).fill('111111')
  await desk.getByRole('button', { name: 'Take the desk' }).click()
  await desk.waitFor({ state: 'detached' })
  await openSettings(counterfoil, 'Limits')
  await setLimit(counterfoil, 'Second operator above', '50')

  const dialog = await beginPayout(counterfoil, '60')
  await expect(dialog).toContainText('a second operator must approve it')
  await dialog.getByRole('button', { name: 'Pay out $60.00 USD' }).click()
  await dialog.getByRole('link', { name: 'See the queue' }).click()
  await page.getByRole('button', { name: 'Approve and send' }).click()
  const approval = page.getByRole('dialog', { name: 'Approve Payout' })
  const decide = async (operator: string, pin: string) => {
    await approval.getByRole('combobox', { name: 'Operator' }).click()
    await page.getByRole('option', { name: operator }).click()
    await approval.getByLabel('PIN', { exact: true }).fill(pin)
    await approval.getByRole('button', { name: 'Approve $60.00 USD' }).click()
  }
  await decide('Ana', '111111')
  await expect(approval.getByRole('alert')).toContainText('Whoever prepared this cannot approve it.')
  await decide('本', '222222')
  await expect(approval.getByRole('status')).toContainText('taken on the payout of $60.00 USD')
  await approval.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('Nothing awaits approval')).toBeVisible()

  await openSettings(counterfoil, 'Operator log')
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'The log is intact' })).toBeVisible()
})
