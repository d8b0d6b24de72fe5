import { expect } from 'playwright/test'
import type { CounterfoilApi } from '../../src/preload/api.ts'
import { serveLists } from '../mirror/odd-server.ts'
import { madeUp } from '../support/made-up-key.ts'
import { test } from './fixtures.ts'
import { picture } from './pages/picture.ts'

/** Stands in the page, where these tests' scripts run. */
declare const counterfoil: CounterfoilApi

const NOW = Math.floor(Date.now() / 1000)

function charge(id: string, at: number, told: object): object {
  const paid = { status: 'succeeded', captured: true, refunded: false, disputed: false }
  return { id, object: 'charge', created: NOW - at, ...paid, description: id, amount_captured: 500, ...told }
}

const LISTS = {
  '/v1/account': {
    id: 'acct_oddmoney0001',
    object: 'account',
    default_currency: 'usd',
    country: 'US',
    email: null,
  },
  '/v1/charges': [
    charge('ch_dollars', 10, { amount: 500, currency: 'usd' }),
    charge('ch_coins', 20, { amount: 1_250_000, amount_captured: 1_250_000, currency: 'usdc' }),
    charge('ch_nothing', 30, { amount: 4200 }),
    charge('ch_half', 40, { amount: 1.5, currency: 'usd' }),
  ],
  '/v1/charges/ch_nothing': charge('ch_nothing', 30, { amount: 4200 }),
  '/v1/refunds': [
    { id: 're_coins', object: 'refund', created: NOW - 5, amount: 77, currency: 'usdc', status: 'succeeded' },
    { id: 're_nothing', object: 'refund', created: NOW - 6, amount: 88, status: 'succeeded' },
  ],
  '/v1/balance': {
    object: 'balance',
    available: [{ amount: 900, currency: 'usd' }, { amount: 1_250_000, currency: 'usdc' }, { amount: 33 }],
    pending: [],
  },
  '/v1/balance_transactions': [],
  '/v1/events': [],
}

const WORDS = {
  en: {
    coins: '1,250,000 USDC min. units',
    nothing: '4,200 unknown currency',
    half: 'Unknown USD amount',
    footer: '1 in an unknown currency',
    obstacle: /Stripe tells no amount or no currency of this/,
    places: ['Overview', 'Balances', 'Refunds', 'Payments'],
    refunded: '77 USDC min. units',
  },
  'zh-CN': {
    coins: '1,250,000 USDC 最小单位',
    nothing: '4,200 未知货币',
    half: '未知金额 USD',
    footer: '1 笔货币未知',
    obstacle: /Stripe 未给出金额或货币/,
    places: ['概览', '余额', '退款', '支付'],
    refunded: '77 USDC 最小单位',
  },
} as const

for (const lang of ['en', 'zh-CN'] as const) {
  test(`money of which not all is known is shown as it is and not moved (${lang})`, async ({ open }) => {
    await using server = await serveLists(LISTS)
    const words = WORDS[lang]
    const opened = await open({
      args: [`--lang=${lang}`, `--api-base=${server.url}`],
      env: { STRIPE_API_KEY: madeUp('sk_test', '51OddMoney') },
    })
    const { page } = opened
    await opened.mirrored()
    const [overview, balances, refunds, payments] = words.places
    await opened.goTo(overview)
    await expect(page.getByText(words.coins).first()).toBeVisible()
    await picture(opened, `odd-money-overview-${lang}`)
    await opened.goTo(balances)
    await expect(page.getByText(words.coins).first()).toBeVisible()
    await picture(opened, `odd-money-balances-${lang}`)
    await opened.goTo(refunds)
    await expect(page.getByRole('grid').getByText(words.refunded).first()).toBeVisible()
    await opened.goTo(payments)
    for (const text of [words.coins, words.nothing, words.half])
      await expect(page.getByRole('grid').getByText(text).first()).toBeVisible()
    await expect(page.getByText(words.footer)).toBeVisible()
    await picture(opened, `odd-money-payments-${lang}`)
    await page.getByRole('grid').getByText(words.nothing).first().click()
    await expect(page.getByRole('complementary').getByText(words.obstacle).first()).toBeVisible()
    await picture(opened, `odd-money-payment-${lang}`)
    const refusal = await page.evaluate(async () => {
      const state = await counterfoil.accounts.state({})
      const account = state.ok ? (state.value.active ?? '') : ''
      const answer = await counterfoil.refunds.preview({ account, payment: 'ch_nothing' })
      return answer.ok ? null : answer.failure.code
    })
    expect(refusal).toBe('money_unknown')
  })
}
