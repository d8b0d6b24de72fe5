import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { MOST_SAVED } from '../../src/shared/features/sql/contract.ts'
import { test } from './fixtures.ts'
import { picture } from './pages/picture.ts'

const ENDLESS = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const SUMS = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 548)
  SELECT 'day ' || x AS day, -12000000 * x AS amount FROM c`

test('a statement is kept and goes on while another screen is looked at', async ({ open }) => {
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  const statement = page.getByLabel('SQL statement')
  await counterfoil.goTo('SQL')
  await statement.fill(ENDLESS)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('status').getByText('Running…').waitFor()
  await counterfoil.goTo('Payouts')
  await counterfoil.goTo('SQL')
  await expect(statement).toHaveValue(ENDLESS)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('The statement was cancelled.')
  await statement.fill("SELECT 'kept' AS word, 9e999 AS much")
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const row = page.getByRole('grid').locator('[data-row="0"]')
  await expect(row).toContainText('Infinity')
  await counterfoil.goTo('Payouts')
  await counterfoil.goTo('SQL')
  await expect(row).toContainText('kept')
})

test('a chart shows its axis whole and says what it leaves out', async ({ open }) => {
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.goTo('SQL')
  await page.getByLabel('SQL statement').fill(SUMS)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('radio', { name: 'Chart' }).click()
  await expect(page.getByText('The chart shows the first 400 of 548 rows.')).toBeVisible()
  const ticks = page.locator('.recharts-yAxis-tick-labels text')
  await expect(ticks.first()).toBeVisible()
  await picture(counterfoil, 'sql-chart')
  const left = (await page.locator('.recharts-wrapper').boundingBox())?.x ?? 0
  const boxes = await Promise.all((await ticks.all()).map((tick) => tick.boundingBox()))
  expect(boxes.map((box) => box !== null && box.x >= left)).not.toContain(false)
})

test('the list of views fits a narrow window', async ({ open }) => {
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await page.setViewportSize({ width: 900, height: 700 })
  await counterfoil.goTo('SQL')
  const views = page.getByRole('region', { name: 'Views' })
  const longest = views.locator('summary').getByText('application_fee_refunds')
  const other = views.locator('summary').getByText('charges', { exact: true })
  await expect(longest).toBeVisible()
  expect((await longest.boundingBox())?.height).toBe((await other.boundingBox())?.height)
  expect(await views.evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0)
  await picture(counterfoil, 'sql-sidebar-narrow')
})

test('a saved query too many is refused beside the list, and none is lost', async ({ dataFolder, open }) => {
  const folder = join(dataFolder, 'console')
  mkdirSync(folder)
  const value = Array.from({ length: MOST_SAVED }, (_, at) => ({ name: `query ${at}`, sql: 'SELECT 1' }))
  writeFileSync(join(folder, 'saved-queries.json'), JSON.stringify({ value }))
  const counterfoil = await open({ args: ['--lang=en', '--demo'] })
  const { page } = counterfoil
  await counterfoil.goTo('SQL')
  const saved = page.getByRole('region', { name: 'Saved queries' })
  const kept = saved.getByRole('button', { name: /^Forget query/ })
  await expect(kept).toHaveCount(MOST_SAVED)
  await saved.getByLabel('Name of the query').fill('one more')
  await saved.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(saved.getByRole('alert')).toContainText('no more can be kept')
  await expect(kept).toHaveCount(MOST_SAVED)
  await kept.first().click()
  await expect(kept).toHaveCount(MOST_SAVED - 1)
  await saved.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(saved.getByRole('button', { name: 'one more', exact: true })).toBeVisible()
  await expect(saved.getByRole('alert')).toHaveCount(0)
})
