import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'playwright/test'
import type { Counterfoil } from './counterfoil.ts'

const folder = fileURLToPath(new URL('../../../test-results/screens/', import.meta.url))

/** Takes a picture of the screen, once nothing on it waits, to be looked at; and the screen is no wider than the window. */
export async function picture({ page }: Counterfoil, name: string): Promise<void> {
  await expect(page.locator('.animate-pulse')).toHaveCount(0)
  await expect(page.getByText(/history still loading|历史仍在载入/)).toHaveCount(0)
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0)
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
}
