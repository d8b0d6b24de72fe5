import { expect, type Locator, type Page } from 'playwright/test'

/** The dialog that gives money back. */
export class RefundDialog {
  readonly page: Page
  readonly root: Locator

  constructor(page: Page) {
    this.page = page
    this.root = page.getByRole('dialog', { name: 'Refund payment' })
  }

  get amount(): Locator {
    return this.root.getByRole('textbox', { name: /^Amount in / })
  }

  get reason(): Locator {
    return this.root.getByRole('combobox', { name: 'Reason' })
  }

  get submit(): Locator {
    return this.root.getByRole('button', { name: /^Refund/ })
  }

  get outcome(): Locator {
    return this.root.getByRole('status')
  }

  async partially(amount: string): Promise<void> {
    await this.root.getByRole('radio', { name: 'A part' }).click()
    await this.amount.fill(amount)
  }

  async because(reason: string): Promise<void> {
    // By keyboard: a click would scroll the options about while they open, and may miss them.
    await this.reason.press('Enter')
    const option = this.page.getByRole('option', { name: reason })
    await expect(option).toBeVisible()
    await this.page.keyboard.type(reason.slice(0, 3))
    await expect(option).toBeFocused()
    await this.page.keyboard.press('Enter')
    await expect(this.reason).toHaveText(reason)
  }

  async close(): Promise<void> {
    await this.root
      .getByRole('button', { name: /^(Close|Cancel)$/ })
      .last()
      .click()
    await this.root.waitFor({ state: 'detached' })
  }
}
