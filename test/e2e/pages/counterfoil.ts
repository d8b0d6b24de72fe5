import type { Locator, Page } from 'playwright/test'
import type { RunningConsole } from '../../support/console.ts'
import { Balances } from './balances.ts'
import { Onboarding } from './onboarding.ts'
import { Payments } from './payments.ts'

/** The console as an operator sees it: its frame and, from there, its screens. */
export class Counterfoil {
  readonly console: RunningConsole
  readonly page: Page
  readonly onboarding: Onboarding
  readonly payments: Payments
  readonly balances: Balances

  constructor(console: RunningConsole) {
    this.console = console
    this.page = console.page
    this.onboarding = new Onboarding(this.page)
    this.payments = new Payments(this.page)
    this.balances = new Balances(this.page)
  }

  get modeBar(): Locator {
    return this.page.getByRole('region', { name: /^(Mode of the account|账户模式)$/ })
  }

  /** The state of the mirror, in the top bar. */
  get mirror(): Locator {
    return this.page.getByRole('button', { name: /^(Mirror: |镜像：)/ })
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  /** Waits until all history is here and the mirror follows. */
  async mirrored(): Promise<void> {
    await this.page.locator('button[data-phase="watching"]').waitFor({ timeout: 30_000 })
  }

  async goTo(place: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: /^(Main|主导航)$/ })
      .getByRole('link', { name: place, exact: true })
      .click()
    await this.title.getByText(place, { exact: true }).waitFor()
  }

  /** Opens the account that the newest transfer went to as an account of its own; returns its id at Stripe. */
  async openConnectedAccount(words = { transfers: 'Transfers', open: 'Open this account' }): Promise<string> {
    await this.goTo(words.transfers)
    const row = this.page.getByRole('grid').locator('[data-row="0"]')
    const id = await row.getByText(/^acct_/).innerText()
    await row.click()
    await this.page.getByRole('button', { name: words.open }).click()
    await this.modeBar.getByText(/Connected account of|关联账户/).waitFor()
    await this.mirrored()
    return id
  }

  /** The address of the simulator, as the window tells it. */
  async simulatorAddress(): Promise<string> {
    const address = /https?:\/\/[\d.]+:\d+/.exec(await this.modeBar.innerText())?.[0]
    if (address === undefined) throw new Error('the window names no simulator')
    return address
  }
}
