import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright'
import { expect } from 'playwright/test'
import { consoleCommand } from '../support/console.ts'
import { test } from './fixtures.ts'

test('another DevTools client sees the rows of the payments within ten seconds of "ready"', async ({
  open,
}) => {
  const { console } = await open({ args: ['--lang=en', '--demo'] })
  const ready = performance.now()
  const client = await chromium.connectOverCDP(console.debuggingAddress)
  try {
    const page = client
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url() === console.page.url())
    if (page === undefined) throw new Error('the second client sees no page of the console')
    await page.getByRole('link', { name: 'Payments', exact: true }).click()
    const table = page.getByRole('grid', { name: /^Payments/ })
    await expect.poll(() => table.locator('[data-row]').count()).toBeGreaterThan(10)
    expect(performance.now() - ready).toBeLessThan(10_000)
  } finally {
    await client.close()
  }
})

test('a second start on the same data folder ends by itself and leaves the first one running', async ({
  open,
}) => {
  const first = await open({ args: ['--lang=en', '--demo'] })
  const [program, args] = consoleCommand(['--headless', `--user-data-dir=${first.console.userData}`])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(lines).toEqual([
    'Another window of this console has this data folder open; it has been brought to the front.',
  ])
  await first.goTo('Payments')
  await expect(first.payments.rows.first()).toBeVisible()
})
