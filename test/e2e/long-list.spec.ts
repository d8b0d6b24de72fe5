import { expect } from 'playwright/test'
import { test } from './fixtures.ts'

test('a list of 3,200 rows scrolls anywhere at once and keeps few rows in the page', async ({
  open,
  simulate,
}) => {
  const simulator = await simulate({ seed: 'demo', payments: 3200 })
  const counterfoil = await open({
    args: ['--lang=en', `--api-base=${simulator.url}`],
    env: { STRIPE_API_KEY: 'rk_test_51LongList' },
  })
  const { page, payments } = counterfoil
  await counterfoil.mirrored()
  await counterfoil.goTo('Payments')
  await expect(payments.count).toHaveText('3,200 rows')
  await expect(payments.table).toHaveAttribute('aria-rowcount', '3201')
  const scroller = payments.table.locator('..')
  /** The payment at this place of the list, as main answers it alone. */
  const idAt = (offset: number) =>
    page.evaluate(async (at) => {
      const { accounts, payments: list } = window.counterfoil
      const state = await accounts.state({})
      if (!state.ok) throw new Error(state.failure.message)
      const answer = await list.list({
        account: state.value.active ?? '',
        filter: {},
        offset: at,
        limit: 1,
      })
      return answer.ok ? (answer.value.rows[0]?.id ?? '') : answer.failure.message
    }, offset)

  for (const [share, place] of [
    [0.5, 1600],
    [1, 3199],
    [0, 0],
  ] as const) {
    await scroller.evaluate((element, to) => {
      element.scrollTop = to * (element.scrollHeight - element.clientHeight)
    }, share)
    const row = page.locator(`[data-row="${place}"]`)
    await expect(row).toBeInViewport()
    await expect(row).toHaveAttribute('data-id', await idAt(place))
    await expect(row).toHaveAttribute('aria-busy', 'false')
    expect(await payments.rows.count()).toBeLessThan(80)
  }
  await payments.rows.first().focus()
  await page.keyboard.press('End')
  await expect(page.locator('[data-row="3199"]')).toBeFocused()
})
