import { expect } from 'playwright/test'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'

/** Words that stay as they are in Chinese: Stripe's nouns, products, currencies, and the label of the language itself. */
const KEPT =
  /\b(Counterfoil|Stripe|Dashboard|Webhook|Connect|PaymentIntents?|PaymentMethod|SetupIntent|English|SQLite|ID|Apple|Google|Pay|Visa|Mastercard|Amex|American|Express|JCB|Discover|Diners|Club|UnionPay|Link|Alipay|WeChat|UTC|Etc|Northwind|Tea|DEMO|LIVE|TEST|JSON|CN|HK|US|[A-Z]{3}|charge|Chromium|Node|http|Language)\b/g

/** Latin words that are on the screen and are neither ids, names, e-mails nor amounts. */
async function latinWords(counterfoil: Counterfoil): Promise<readonly string[]> {
  const texts = await counterfoil.page.evaluate(() => {
    // what the shop and its customers wrote, and what Stripe sent as it is
    const theirs = 'td:not(:has(svg)), code, pre, .font-mono, time, [data-amount], dd, select, title, style'
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      if (element === null || element.closest(theirs) !== null) continue
      if (element.getClientRects().length > 0) found.push(node.textContent ?? '')
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title'])
        if (element.closest(theirs) === null) found.push(element.getAttribute(name) ?? '')
    return found
  })
  return texts.flatMap((text) =>
    (
      text
        .replaceAll(/https?:\/\/\S+|\S+@\S+|\b[a-z]+_\w+\b|NT-\w+/g, '')
        .replaceAll(KEPT, '')
        .match(/[A-Za-z]{3,}/g) ?? []
    ).map((word) => `${word} in “${text.trim()}”`),
  )
}

test('the language is switched on every screen, and no English is left in Chinese', async ({ open }) => {
  test.slow()
  const counterfoil = await open()
  const { page, payments } = counterfoil
  const left: string[] = []
  await page.getByRole('radio', { name: '简体中文' }).click()
  await expect(counterfoil.title).toHaveText('属于您自己的每一笔支付记录')
  left.push(...(await latinWords(counterfoil)))
  await page.getByRole('button', { name: '连接 Stripe 账户' }).click()
  await page.getByLabel('Stripe 密钥', { exact: true }).fill('nonsense')
  await page.getByRole('button', { name: '检查密钥' }).click()
  await expect(page.getByRole('alert').first()).toContainText('这不像是 Stripe 密钥')
  left.push(...(await latinWords(counterfoil)))
  await page.getByRole('button', { name: '返回' }).click()
  await page.getByRole('button', { name: '试用演示' }).click()
  await counterfoil.title.getByText('概览').waitFor()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await counterfoil.mirrored()
  for (const place of ['概览', '支付', '退款', '余额', '操作记录', '设置']) {
    await counterfoil.goTo(place)
    left.push(...(await latinWords(counterfoil)))
  }
  await counterfoil.goTo('余额')
  await counterfoil.balances.asOf.click()
  await counterfoil.balances.moment.waitFor()
  left.push(...(await latinWords(counterfoil)))
  await page.getByRole('button', { name: '上月末' }).click()
  await counterfoil.balances.past.waitFor()
  left.push(...(await latinWords(counterfoil)))
  await counterfoil.goTo('支付')
  await payments.find('李娜', '2 行')
  const panel = await payments.open(await payments.firstWith('成功', 'usd'))
  await expect(panel.header).toContainText('成功')
  left.push(...(await latinWords(counterfoil)))
  await panel.refundButton.click()
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  left.push(...(await latinWords(counterfoil)))

  await page.keyboard.press('Escape')
  await counterfoil.openConnectedAccount({ transfers: '转账', open: '打开此账户' })
  await counterfoil.goTo('所有账户')
  await page.locator('[data-payment]').first().waitFor()
  left.push(...(await latinWords(counterfoil)))
  expect([...new Set(left)]).toEqual([])

  await counterfoil.goTo('设置')
  await page.getByRole('radio', { name: 'English' }).click()
  await expect(counterfoil.title).toHaveText('Settings')
})
