import type { Locator, Page } from 'playwright/test'
import { RefundDialog } from './refund-dialog.ts'

/** Everything about one payment, beside the list. */
export class PaymentPanel {
  readonly page: Page
  readonly root: Locator

  constructor(page: Page) {
    this.page = page
    this.root = page.getByRole('complementary', { name: /^(Payment|支付)$/ })
  }

  get heading(): Locator {
    return this.root.getByRole('heading', { level: 2 }).first()
  }

  get header(): Locator {
    return this.root.locator('header')
  }

  get refundButton(): Locator {
    return this.root.getByRole('button', { name: /^(Refund|退款)$/ })
  }

  section(name: string): Locator {
    return this.root.getByRole('region', { name, exact: true })
  }

  /** What is left to refund, in minor units. */
  async left(): Promise<number> {
    const line = this.section('Money').locator('div', { hasText: 'Left to refund' }).locator('[data-amount]')
    return Number(await line.last().getAttribute('data-amount'))
  }

  async refund(): Promise<RefundDialog> {
    await this.refundButton.click()
    const dialog = new RefundDialog(this.page)
    await dialog.reason.waitFor()
    return dialog
  }

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: /^(Close|关闭)$/ }).click()
    await this.root.waitFor({ state: 'detached' })
  }
}
