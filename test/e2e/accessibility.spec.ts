import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'playwright/test'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'
import { picture } from './pages/picture.ts'
import { endOfFaults, stageOperations } from './pages/stage.ts'
import { accountsTour, travel } from './pages/tour.ts'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
/** What lies above the rest of the screen, or beside it: the rest is looked at where it is alone. */
const NEWEST = ['[role="dialog"]', '[role="menu"]', 'main aside']

/** What is wrong on the screen as it is, one line each; in the dark only its colours differ. */
async function violations(
  { page }: Counterfoil,
  screen: string,
  theme: 'Light' | 'Dark' = 'Light',
): Promise<readonly string[]> {
  // legacy mode stays in the page: the other one opens a page of its own, which the console does not allow
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  if (theme === 'Light') axe.withTags(STANDARD)
  else axe.withRules('color-contrast')
  for (const part of NEWEST) {
    if ((await page.locator(part).count()) === 0) continue
    axe.include(part)
    break
  }
  const { violations: found } = await axe.analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${screen}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
  )
}

async function choose(counterfoil: Counterfoil, theme: 'Light' | 'Dark'): Promise<void> {
  await counterfoil.goTo('Settings')
  await counterfoil.page.getByRole('radio', { name: theme }).click()
  await expect(counterfoil.page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase())
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`no screen breaks WCAG 2.2 AA: ${theme.toLowerCase()}`, async ({ open }) => {
    test.slow()
    const counterfoil = await open()
    const { page } = counterfoil
    const found: string[] = []
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
    found.push(...(await violations(counterfoil, 'first run')))
    await counterfoil.onboarding.chooseConnect()
    found.push(...(await violations(counterfoil, 'connect')))
    await page.getByRole('button', { name: 'Back' }).click()
    await counterfoil.onboarding.tryDemo()
    await counterfoil.mirrored()
    await stageOperations(counterfoil)
    await choose(counterfoil, theme)
    const look = async (name: string): Promise<void> => {
      await picture(counterfoil, theme === 'Dark' ? `${name}-dark` : name)
      found.push(...(await violations(counterfoil, name, theme)))
    }
    await travel(counterfoil, look)
    await endOfFaults(counterfoil)
    await travel(counterfoil, look, accountsTour)
    expect(found).toEqual([])
  })
}
