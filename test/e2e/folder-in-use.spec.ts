import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { startHeadless } from '../mirror/headless-run.ts'
import { test } from './fixtures.ts'

const KEY = 'rk_test_51FolderInUse'

test('the console and a run without a window take turns in the folder of an account, whichever is killed', async ({
  dataFolder,
  open,
  simulate,
}) => {
  test.slow()
  const simulator = await simulate({ seed: 'demo', payments: 60 })
  const opened = { args: ['--lang=en', `--api-base=${simulator.url}`], env: { STRIPE_API_KEY: KEY } }
  const first = await open(opened)
  await first.mirrored()
  const accounts = join(dataFolder, 'console', 'accounts')
  const [account = ''] = readdirSync(accounts)
  const on = (how: string) => ['--data', join(accounts, account), '--api-base', simulator.url, how]
  const refused = await startHeadless(on('--once'), KEY).ended
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.said).toContain('is in use by Counterfoil, process')

  await first.console.end('SIGKILL')
  const run = startHeadless(on('--watch'), KEY)
  try {
    if (run.child.stderr !== null) await once(run.child.stderr, 'data')
    const second = await open(opened)
    await expect(second.mirror).toHaveAttribute('data-phase', 'waiting', { timeout: 20_000 })
    await expect(second.mirror).toContainText(/In use elsewhere · as of /)
    await second.mirror.click()
    await expect(second.page.getByRole('alert')).toContainText('Another program writes in the folder')
    await expect(second.page.getByRole('alert')).toContainText(`npm run mirror, process ${run.child.pid}`)
    await second.page.keyboard.press('Escape')
    await second.goTo('Payments')
    await expect(second.payments.count).toHaveText('60 rows')
    await second.payments.row(await second.payments.firstWith('Succeeded', 'usd')).click()
    await expect(second.payments.panel.refundButton).toHaveAttribute('aria-disabled', 'true')
    await expect(second.payments.panel.header).toContainText('Try again once it has ended.')
    run.child.kill('SIGKILL')
    await second.mirrored()
    await expect(second.payments.panel.refundButton).not.toHaveAttribute('aria-disabled', 'true')
  } finally {
    run.child.kill('SIGKILL')
  }
})
