import { expect } from 'playwright/test'
import { test } from './fixtures.ts'

test('an exact id opens with Enter, an event found opens, and a wrong query says why', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.mirrored()

  await counterfoil.goTo('Payouts')
  const payout = (await page.locator('[data-row][data-id]').first().getAttribute('data-id')) ?? ''
  expect(payout).toMatch(/^po_/)
  await counterfoil.goTo('Overview')
  await page.keyboard.press('/')
  await page.keyboard.insertText(payout)
  await page.keyboard.press('Enter')
  await counterfoil.title.getByText('Payouts').waitFor()
  await expect(page.locator('aside').last()).toContainText(payout)

  await counterfoil.goTo('Search')
  const query = page.getByRole('combobox', { name: 'Query' })
  await expect(query).toHaveAttribute('placeholder', /-customer:null/)
  await page.getByRole('combobox', { name: 'What to search' }).click()
  await page.getByRole('option', { name: 'Events' }).click()
  await expect(query).toHaveAttribute('placeholder', /type~"refund"/)
  const event = page.locator('[data-row][data-id^="evt_"]').first()
  const id = (await event.getAttribute('data-id')) ?? ''
  await event.click()
  await expect(page.locator('aside').last()).toContainText(id)
  await expect(page.locator('aside').last()).toContainText('"object": "event"')

  await query.fill('data.object.amount>"1.255 KWD"')
  await query.press('Enter')
  await expect(page.getByText('Stripe counts KWD only in steps of 0.010.')).toContainText('"12.500 KWD"')
  await query.fill('foo:1')
  await query.press('Enter')
  await expect(page.getByText('There is no field “foo”.')).toContainText('Expected: created · type · id.')
  await query.fill('')
  await query.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: /^\d{1,3}(,\d{3})* found$/ })).toBeVisible()
})
