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
