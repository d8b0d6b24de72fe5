import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'playwright/test'
import { z } from 'zod'
import { test } from './fixtures.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../node_modules/@stripe/cli/bin/shim.js', import.meta.url))

test('payments that arrive appear in the open list, and what is being read stays where it is', async ({
  open,
  simulate,
}) => {
  const simulator = await simulate({ seed: 'demo', payments: 400 })
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: 'rk_test_51Arrivals' },
  })
  const { page, payments } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payments')
  await expect(payments.count).toHaveText('400 rows')
  await payments.rows.first().focus()
  const watched = page.locator('[data-row][data-id]:focus')
  for (let pages = 0; pages < 4; pages += 1) {
    const from = await watched.getAttribute('data-row')
    await page.keyboard.press('PageDown')
    await expect(watched).not.toHaveAttribute('data-row', from ?? '')
  }
  const id = await watched.getAttribute('data-id')
  const before = await watched.boundingBox()

  await simulator.control('POST', 'arrivals', { add: 5 })
  await expect(payments.count).toHaveText('405 rows', { timeout: 20_000 })
  const after = await payments.row(id ?? '').boundingBox()
  expect(after?.y).toBeCloseTo(before?.y ?? Number.NaN, 0)

  await page.keyboard.press('Home')
  await expect(page.locator('[data-row="0"]')).toBeFocused()
  await expect(page.locator('[data-row="0"]')).toContainText(/now|sec/)
})

test('the official Stripe CLI makes a payment, it is refunded in the window, the CLI reads the refund back', async ({
  open,
  dataFolder,
}) => {
  test.slow()
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page, payments } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payments')
  const address = await counterfoil.simulatorAddress()
  const home = join(dataFolder, 'cli')
  mkdirSync(home)
  const stripe = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run(
      process.execPath,
      [cli, ...args, '--api-base', address, '--api-key', 'sk_test_51StripeCli'],
      {
        env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' },
        timeout: 60_000,
      },
    )
    return stdout
  }

  await stripe('trigger', 'payment_intent.succeeded')
  const made = payments.rows.filter({ hasText: '(created by Stripe CLI)' }).first()
  await expect(made).toBeVisible({ timeout: 20_000 })
  await expect(made).toContainText('$20.00')
  const id = (await made.getAttribute('data-id')) ?? ''
  const panel = await payments.open(id)
  const dialog = await panel.refund()
  await dialog.partially('7.25')
  await dialog.submit.click()
  await expect(dialog.outcome).toContainText('$7.25')
  await dialog.close()
  await expect(panel.header).toContainText('Partly refunded')

  const list = z.object({
    data: z.array(z.object({ id: z.string(), amount: z.number(), payment_intent: z.string() })),
  })
  const listed = list.parse(JSON.parse(await stripe('refunds', 'list', '--payment-intent', id)))
  expect(listed.data).toMatchObject([{ amount: 725, payment_intent: id }])
  const got = await stripe('get', `/v1/refunds/${listed.data[0]?.id ?? ''}`)
  expect(JSON.parse(got)).toMatchObject({ object: 'refund', amount: 725, status: 'succeeded' })
  await expect(panel.section('Refunds')).toContainText(listed.data[0]?.id ?? '')
  expect(page.url()).toContain('payments')
})
