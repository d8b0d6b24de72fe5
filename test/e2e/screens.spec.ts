import { expect } from 'playwright/test'
import { madeUp } from '../support/made-up-key.ts'
import { test } from './fixtures.ts'
import { picture } from './pages/picture.ts'
import { endOfFaults, stageOperations } from './pages/stage.ts'
import { accountsTour, travel } from './pages/tour.ts'

/** To be looked at; and none of them spills over the window's width. Wide ones are taken where they are measured. */
test('pictures of every screen and dialog in a narrow window', async ({ open }) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page, payments } = counterfoil
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await counterfoil.mirrored()
  await stageOperations(counterfoil)
  await counterfoil.goTo('Payments')
  await payments.search.fill('no such thing anywhere')
  await expect(page.getByText('No payment matches these filters')).toBeVisible()
  await picture(counterfoil, 'payments-empty')
  await page.setViewportSize({ width: 900, height: 700 })
  await travel(counterfoil, (name) => picture(counterfoil, `${name}-narrow`))
  await endOfFaults(counterfoil)
  await travel(counterfoil, (name) => picture(counterfoil, `${name}-narrow`), accountsTour)
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
