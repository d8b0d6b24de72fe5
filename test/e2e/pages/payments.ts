import type { Locator, Page } from 'playwright/test'
import { PaymentPanel } from './payment-panel.ts'

/** The list of payments with its search, and the panel of the one that is open. */
export class Payments {
  readonly page: Page
  readonly panel: PaymentPanel

  constructor(page: Page) {
    this.page = page
    this.panel = new PaymentPanel(page)
  }

  get table(): Locator {
    return this.page.getByRole('grid')
  }

  get rows(): Locator {
    return this.table.locator('[data-row]')
  }

  get count(): Locator {
    return this.page.getByTestId('count')
  }

  get search(): Locator {
    return this.page.getByRole('group', { name: /^(Filters|筛选条件)$/ }).getByRole('searchbox')
  }

  /** The row of a payment, where it is in view. */
  row(id: string): Locator {
    return this.table.locator(`[data-id="${id}"]`)
  }

  /** Searches and waits until the list shows `rows` rows, as its footer counts them. */
  async find(text: string, rows: string): Promise<void> {
    await this.search.fill(text)
    await this.count.getByText(rows, { exact: true }).waitFor()
  }

  /** The first row in view with this status and currency. @returns its payment's id */
  async firstWith(status: string, currency: string): Promise<string> {
    const row = this.rows
      .filter({ hasText: status })
      .filter({ has: this.page.locator(`[data-currency="${currency}"]`) })
      .first()
    const id = await row.getAttribute('data-id')
    if (id === null) throw new Error(`no ${status} payment in ${currency} is in view`)
    return id
  }

  async open(id: string): Promise<PaymentPanel> {
    await this.row(id).click()
    await this.panel.heading.waitFor()
    return this.panel
  }
}
