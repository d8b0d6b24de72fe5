import type { Locator, Page } from 'playwright/test'

/** What the account holds, a card for each currency. */
export class Balances {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  card(currency: string): Locator {
    return this.page.getByRole('region', { name: currency.toUpperCase(), exact: true })
  }

  /** The amount beside a word on a currency's card. */
  amount(currency: string, word: string): Locator {
    return this.card(currency)
      .locator('dl > div')
      .filter({ has: this.page.getByText(word, { exact: true }) })
      .locator('[data-amount]')
  }

  /** Chooses the moment whose balance is shown. */
  get asOf(): Locator {
    return this.page.getByRole('button', { name: /^(Balance (now|on )|当前余额|截至 )/ })
  }

  get moment(): Locator {
    return this.page.getByLabel(/^(Date and time|日期和时间)/)
  }

  /** Says that this is the past. */
  get past(): Locator {
    return this.page.getByRole('status').filter({ hasText: /As it was on|的余额/ })
  }

  get agreement(): Locator {
    return this.page.locator('[data-reconciled="agrees"]')
  }

  get disagreement(): Locator {
    return this.page.locator('[data-reconciled="differs"]')
  }

  /** Available and pending together, in minor units: what a refund takes, whichever of the two pays it. */
  async total(currency: string): Promise<number> {
    const amounts = this.card(currency).locator('dl > div:not([class*="pl-3"]) [data-amount]')
    const [available, pending] = await amounts.evaluateAll((elements) =>
      elements.map((element) => Number(element.getAttribute('data-amount'))),
    )
    if (available === undefined || pending === undefined) throw new Error(`no balance in ${currency}`)
    return available + pending
  }
}
