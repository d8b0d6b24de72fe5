import type { Locator, Page } from 'playwright/test'

/** The first run: the demo or an account; the form for a key is the same when another is connected later. */
export class Onboarding {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get key(): Locator {
    return this.page.getByLabel('Stripe key', { exact: true })
  }

  /** Whose key it is, before connecting. */
  get found(): Locator {
    return this.page.getByRole('region', { name: 'This key belongs to' })
  }

  async tryDemo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the demo' }).click()
    await this.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  }

  async chooseConnect(): Promise<void> {
    await this.page.getByRole('button', { name: 'Connect a Stripe account' }).click()
    await this.key.waitFor()
  }

  /** Types a key in place of what is there and has it checked. */
  async check(key: string): Promise<void> {
    await this.key.fill(key)
    await this.page.getByRole('button', { name: 'Check the key' }).click()
  }

  async connect(): Promise<void> {
    await this.page.getByRole('button', { name: /^Connect (?!a Stripe)/ }).click()
    await this.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  }
}
