import { expect } from 'playwright/test'
import { control } from '../../support/simulator-process.ts'
import type { Counterfoil } from './counterfoil.ts'

async function payOut({ page }: Counterfoil, amount: string): Promise<void> {
  await page.getByRole('button', { name: 'Pay out', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay out' })
  await dialog.getByRole('textbox', { name: 'Amount in USD' }).fill(amount)
  await dialog.getByText('Available afterwards').waitFor()
  await dialog.getByRole('button', { name: `Pay out $${amount}.00 USD` }).click()
}

async function outcome({ page }: Counterfoil): Promise<void> {
  await page.getByRole('dialog').getByRole('status').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function holdAbove({ page }: Counterfoil, amount: string): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/settings/limits'
  })
  await page.getByRole('button', { name: 'Set a limit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Limit' }).click()
  await page.getByRole('option', { name: 'Waits before sending above' }).click()
  await dialog.getByRole('textbox').fill(amount)
  await dialog.getByRole('button', { name: 'Set the limit' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Gives the demo's operations one that is done, one on hold, and one whose answer was lost and cannot be looked up. */
export async function stageOperations(counterfoil: Counterfoil): Promise<void> {
  counterfoil.page.setDefaultTimeout(20_000)
  const simulator = await counterfoil.simulatorAddress()
  await holdAbove(counterfoil, '20')
  await counterfoil.goTo('Payouts')
  await payOut(counterfoil, '25')
  await outcome(counterfoil)
  await payOut(counterfoil, '12')
  await outcome(counterfoil)

  await counterfoil.goTo('Transfers')
  const { page } = counterfoil
  const known = page
    .getByRole('grid')
    .locator('[data-row]')
    .getByText(/^acct_/)
    .first()
  const destination = await known.innerText()
  await page.getByRole('button', { name: 'Transfer', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Transfer to a connected account' })
  await dialog.getByLabel('Connected account').fill(destination)
  await dialog.getByRole('textbox', { name: 'Amount in USD' }).fill('7')
  await dialog.getByText('Available afterwards').waitFor()
  const path = '/v1/transfers'
  await control(simulator, 'POST', 'faults', { kind: 'timeout_after', method: 'POST', path, ms: 2500 })
  await dialog.getByRole('button', { name: /^Transfer \$7\.00 USD/ }).click()
  // once it is made, its answer is lost, and it cannot be looked up either
  await expect
    .poll(async () => {
      const answer = await fetch(`${simulator}${path}?limit=1`, {
        headers: { authorization: 'Bearer sk_test_observer' },
      })
      return await answer.text()
    })
    .toContain('"amount":700')
  await control(simulator, 'POST', 'faults', { kind: 'reset_before', method: 'GET', path })
  await outcome(counterfoil)
}

/** The simulator answers as it should again. */
export async function endOfFaults(counterfoil: Counterfoil): Promise<void> {
  await control(await counterfoil.simulatorAddress(), 'DELETE', 'faults')
}
