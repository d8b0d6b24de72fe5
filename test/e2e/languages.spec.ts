import { userInfo } from 'node:os'
import { expect } from 'playwright/test'
import { PARTNERS } from '../../src/simulator/demo/history/partners.ts'
import { test } from './fixtures.ts'
import type { Counterfoil } from './pages/counterfoil.ts'
import { picture } from './pages/picture.ts'
import { endOfFaults, stageOperations } from './pages/stage.ts'
import { accountsTour, travel } from './pages/tour.ts'

/** Words that stay as they are in Chinese: Stripe's nouns, products, currencies, and the label of the language itself. */
const KEPT =
  /\b(Counterfoil|Stripe|Dashboard|Webhook|Connect|PaymentIntents?|PaymentMethod|SetupIntent|English|SQLite|ID|Apple|Google|Pay|Visa|Mastercard|Amex|American|Express|JCB|Discover|Diners|Club|UnionPay|Link|Alipay|WeChat|UTC|Etc|Northwind|Tea|DEMO|LIVE|TEST|JSON|CN|HK|US|[A-Z]{3}|charge|Chromium|Node|http|Language)\b/g

/** The shop's partners: which of them is met first follows the time of day. */
const PARTNER = new RegExp(PARTNERS.map(({ name }) => name.replaceAll('.', String.raw`\.`)).join('|'), 'g')

/** What has to be typed, or is named, as it is: columns of a file and of the mirror. */
const TYPED: Readonly<Record<string, RegExp>> = {
  'bulk-refunds': /^(target|amount|currency|reason) in/,
  'bulk-dry-run': /^(target|amount|currency|reason) in/,
  sql: /^(SELECT|Control|Enter|currency|charges|amount) in/,
  // who works at this computer
  'operations-held': new RegExp(`^${userInfo().username} in`),
}

/** Latin words that are on the screen and are neither ids, names, e-mails nor amounts. */
async function latinWords(counterfoil: Counterfoil): Promise<readonly string[]> {
  const texts = await counterfoil.page.evaluate(() => {
    // what the shop and its customers wrote, and what Stripe sent as it is
    const theirs =
      'td:not(:has(svg)), code, pre, .font-mono, time, [data-amount], dd, select, title, style, [lang="en"], [role="option"] .truncate, [data-found] .truncate'
    // a customer's name is theirs in a sentence, too
    const names = Array.from(document.querySelectorAll('dd'), (element) => element.textContent)
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
    return found.map((text) =>
      names.reduce((rest, name) => (name === '' ? rest : rest.replaceAll(name, '')), text),
    )
  })
  return texts.flatMap((text) =>
    (
      text
        .replaceAll(/https?:\/\/\S+|\S+@\S+|\b[a-z]+_\w+\b|NT-\w+/g, '')
        .replaceAll(PARTNER, '')
        .replaceAll(KEPT, '')
        .match(/[A-Za-z]{3,}/g) ?? []
    ).map((word) => `${word} in “${text.trim()}”`),
  )
}

test('the language is switched on every screen, and no English is left in Chinese', async ({ open }) => {
  test.slow()
  const counterfoil = await open()
  const { page } = counterfoil
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
  await counterfoil.goTo('设置')
  await page.getByRole('radio', { name: 'English' }).click()
  await stageOperations(counterfoil)
  await counterfoil.goTo('Settings')
  await page.getByRole('radio', { name: '简体中文' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  const look = async (name: string): Promise<void> => {
    await picture(counterfoil, `${name}-chinese`)
    const words = (await latinWords(counterfoil)).filter((word) => !TYPED[name]?.test(word))
    left.push(...words.map((word) => `${name}: ${word}`))
  }
  await travel(counterfoil, look)
  await endOfFaults(counterfoil)
  await travel(counterfoil, look, accountsTour)
  expect([...new Set(left)]).toEqual([])

  await counterfoil.goTo('设置')
  await page.getByRole('radio', { name: 'English' }).click()
  await expect(counterfoil.title).toHaveText('Settings')
})
