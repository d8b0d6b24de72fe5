import type { Locator, Page } from 'playwright/test'
import type { Counterfoil } from './counterfoil.ts'

/** One screen or dialog, in whichever language is on. */
export interface Stop {
  readonly name: string
  readonly show: (page: Page) => Promise<void>
}

/** Names in both languages. */
const either = (...names: readonly [english: string, chinese: string]): RegExp =>
  new RegExp(`^(${names.join('|')})`)

async function goTo(page: Page, address: string): Promise<void> {
  const set = async (hash: string) =>
    await page.evaluate((next) => {
      window.location.hash = next
    }, `#${hash}`)
  if (new URL(page.url()).hash.startsWith(`#${address.split('?')[0]}`)) {
    // rows of the list before must not be taken for those of this one
    await set('/connect')
    await page.getByRole('grid').waitFor({ state: 'detached' })
  }
  await set(address)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

const filtered = (place: string, search: Readonly<Record<string, unknown>>): string =>
  `/${place}?${Object.entries(search)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join('&')}`

const firstRow = (page: Page): Locator => page.getByRole('grid').locator('[data-row="0"][data-id]')

async function list(page: Page, address: string): Promise<void> {
  await goTo(page, address)
  await firstRow(page).waitFor()
}

/** Opens the first row of a list beside it. */
async function detail(page: Page, address: string): Promise<Locator> {
  await list(page, address)
  await firstRow(page).click()
  const panel = page.getByRole('complementary')
  await panel.getByRole('heading', { level: 2 }).first().waitFor()
  return panel
}

async function press(within: Locator | Page, name: RegExp): Promise<void> {
  await within.getByRole('button', { name }).first().click()
}

async function filter(page: Page, name: RegExp): Promise<void> {
  await page
    .getByRole('group', { name: either('Filters', '筛选条件') })
    .getByRole('button', { name })
    .click()
}

/** A dialog that moves money, once Stripe has answered what it would do. */
async function asked(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog')
  await dialog.locator('form').waitFor()
  return dialog
}

async function balancesAt(page: Page): Promise<void> {
  await list(page, '/balances')
  await press(page, either('Balance now', '当前余额'))
  await page.getByRole('dialog').waitFor()
}

/** Opens a connected account, once, and goes back to its platform. */
async function secondAccount(page: Page): Promise<void> {
  if ((await page.getByRole('link', { name: either('All accounts', '所有账户') }).count()) > 0) return
  await press(await detail(page, '/transfers'), either('Open this account', '打开此账户'))
  const connected = page.getByText(/Connected account of|的关联账户/)
  await connected.first().waitFor()
  await page.getByRole('banner').getByRole('button').first().click()
  await page.getByRole('menu').getByText('Northwind Tea').click()
  await connected.first().waitFor({ state: 'detached' })
}

async function allAccounts(page: Page): Promise<void> {
  await goTo(page, '/all-accounts')
  await page.locator('[data-payment]').first().waitFor()
}

const PROBLEMS =
  'target,amount,reason\nNT-100003,1.00,duplicate\nnobody,1.00,\nNT-100004,999999.00,\nNT-100008,,\n'

/** Every screen, panel and dialog of the demo shop. What is open at a stop is closed by leaving it. */
export const tour: readonly Stop[] = [
  {
    name: 'overview',
    show: async (page) => {
      await goTo(page, '/')
      await page.locator('.recharts-surface').nth(1).waitFor()
    },
  },
  { name: 'payments', show: (page) => list(page, '/payments') },
  {
    name: 'payment',
    show: async (page) =>
      void (await detail(page, filtered('payments', { status: ['succeeded'], currency: 'usd' }))),
  },
  {
    name: 'payment-failed',
    show: async (page) => void (await detail(page, filtered('payments', { status: ['failed'] }))),
  },
  {
    name: 'payment-disputed',
    show: async (page) => void (await detail(page, filtered('payments', { status: ['disputed'] }))),
  },
  {
    name: 'refund-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('payments', { status: ['succeeded'], currency: 'usd' })),
        either('Refund', '退款'),
      )
      const dialog = await asked(page)
      await dialog.getByRole('radio').nth(1).click()
      await dialog.getByRole('textbox').first().fill('5')
    },
  },
  {
    name: 'capture-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('payments', { status: ['uncaptured'] })),
        either('Capture', '捕获'),
      )
      await asked(page)
    },
  },
  {
    name: 'cancel-payment-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('payments', { status: ['uncaptured'] })),
        either('Cancel the payment', '取消支付'),
      )
      await asked(page)
    },
  },
  {
    name: 'payments-filter',
    show: async (page) => {
      await list(page, '/payments')
      await filter(page, /Status|状态/)
      await page.getByRole('dialog').getByRole('checkbox').first().waitFor()
    },
  },
  {
    name: 'payments-date',
    show: async (page) => {
      await list(page, '/payments')
      await filter(page, /Date|日期/)
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'payments-amount',
    show: async (page) => {
      await list(page, '/payments')
      await filter(page, /Amount|金额/)
      await page.getByRole('dialog').getByRole('textbox').first().waitFor()
    },
  },
  { name: 'refunds', show: (page) => list(page, '/refunds') },
  { name: 'refunds-failed', show: (page) => list(page, filtered('refunds', { status: ['failed'] })) },
  { name: 'bulk-refunds', show: (page) => goTo(page, '/bulk-refunds') },
  {
    name: 'bulk-dry-run',
    show: async (page) => {
      await goTo(page, '/bulk-refunds')
      await page.getByRole('textbox').last().fill(PROBLEMS)
      await press(page, either('Check these rows', '检查这些行'))
      await page.getByRole('table').first().waitFor()
    },
  },
  { name: 'payouts', show: (page) => list(page, '/payouts') },
  {
    name: 'payout',
    show: async (page) => {
      const panel = await detail(page, filtered('payouts', { status: ['in_transit', 'paid'] }))
      await panel.getByRole('table').waitFor()
    },
  },
  {
    name: 'payout-failed',
    show: async (page) => void (await detail(page, filtered('payouts', { status: ['failed'] }))),
  },
  {
    name: 'payout-dialog',
    show: async (page) => {
      await list(page, '/payouts')
      await press(page, either('Pay out', '提现'))
      const dialog = await asked(page)
      await dialog.getByRole('textbox').first().fill('12')
      await dialog.getByText(/Available afterwards|提现后可用余额/).waitFor()
    },
  },
  { name: 'transfers', show: (page) => list(page, '/transfers') },
  { name: 'transfer', show: async (page) => void (await detail(page, '/transfers')) },
  {
    name: 'transfer-dialog',
    show: async (page) => {
      await list(page, '/transfers')
      await press(page, either('Transfer', '转账'))
      await asked(page)
    },
  },
  {
    name: 'reversal-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('transfers', { status: ['paid'] })),
        either('Take back', '撤回'),
      )
      await asked(page)
    },
  },
  { name: 'disputes', show: (page) => list(page, '/disputes') },
  {
    name: 'dispute',
    show: async (page) => void (await detail(page, filtered('disputes', { status: ['needs_response'] }))),
  },
  {
    name: 'evidence-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('disputes', { status: ['needs_response'] })),
        either('Answer with evidence', '提交证据'),
      )
      await asked(page)
    },
  },
  {
    name: 'accept-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('disputes', { status: ['needs_response'] })),
        either('Accept as lost', '接受败诉'),
      )
      await asked(page)
    },
  },
  { name: 'balances', show: (page) => list(page, '/balances') },
  { name: 'balances-moment', show: (page) => balancesAt(page) },
  {
    name: 'balances-past',
    show: async (page) => {
      await balancesAt(page)
      await press(page.getByRole('dialog'), either('End of last month', '上月末'))
      await page
        .getByRole('status')
        .filter({ hasText: /As it was on|的余额/ })
        .waitFor()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    },
  },
  { name: 'operations', show: (page) => list(page, '/operations') },
  { name: 'operation', show: async (page) => void (await detail(page, '/operations')) },
  { name: 'operations-unknown', show: (page) => list(page, filtered('operations', { tab: 'unknown' })) },
  {
    name: 'operations-needs-person',
    show: (page) => goTo(page, filtered('operations', { tab: 'needs_person' })),
  },
  {
    name: 'operations-held',
    show: async (page) => {
      await goTo(page, filtered('operations', { tab: 'held' }))
      await page.getByRole('timer').waitFor()
    },
  },
  {
    name: 'operations-approval',
    show: (page) => goTo(page, filtered('operations', { tab: 'awaiting_approval' })),
  },
  { name: 'operations-drafts', show: (page) => goTo(page, filtered('operations', { tab: 'draft' })) },
  { name: 'search', show: (page) => list(page, filtered('search', { type: 'disputes' })) },
  {
    name: 'search-object',
    show: async (page) => {
      await list(page, filtered('search', { type: 'accounts' }))
      await firstRow(page).click()
      await page.getByRole('complementary').locator('summary').first().waitFor()
    },
  },
  {
    name: 'search-quick',
    show: async (page) => {
      await goTo(page, '/')
      await page.getByRole('search').locator('input').first().fill('NT-D10')
      await page.getByRole('listbox').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'sql',
    show: async (page) => {
      await goTo(page, '/sql')
      await page
        .getByRole('textbox')
        .first()
        .fill('SELECT status, count(*) AS payments FROM payment GROUP BY status')
      await press(page, either('Run', '运行'))
      await page.getByRole('grid').or(page.getByRole('table')).first().waitFor()
    },
  },
  {
    name: 'fee-refund-dialog',
    show: async (page) => {
      await press(
        await detail(page, filtered('search', { type: 'application_fees' })),
        either('Refund application fee', '退还平台费'),
      )
      const dialog = await asked(page)
      await dialog.getByRole('radio').nth(1).click()
      await dialog.getByRole('textbox').first().fill('0.13')
    },
  },
  { name: 'settings', show: (page) => goTo(page, '/settings') },
  { name: 'settings-operators', show: (page) => goTo(page, '/settings/operators') },
  {
    name: 'operator-dialog',
    show: async (page) => {
      await goTo(page, '/settings/operators')
      await press(page, either('Add an operator', '添加操作员'))
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'settings-limits', show: (page) => goTo(page, '/settings/limits') },
  {
    name: 'limit-dialog',
    show: async (page) => {
      await goTo(page, '/settings/limits')
      await press(page, either('Set a limit', '设定限额'))
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox').first().click()
      await page.getByRole('option').first().waitFor()
    },
  },
  { name: 'settings-log', show: (page) => list(page, '/settings/log') },
  { name: 'connect', show: (page) => goTo(page, '/connect') },
  {
    name: 'accounts-menu',
    show: async (page) => {
      await goTo(page, '/payments')
      await page.getByRole('banner').getByRole('button').first().click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'mirror-state',
    show: async (page) => {
      await goTo(page, '/payments')
      await page.getByRole('button', { name: /^(Mirror: |镜像：)/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
]

/** What there is once a second account is known; that one can be read only after `endOfFaults`. */
export const accountsTour: readonly Stop[] = [
  {
    name: 'all-accounts',
    show: async (page) => {
      await secondAccount(page)
      await allAccounts(page)
    },
  },
  {
    name: 'all-accounts-search',
    show: async (page) => {
      await allAccounts(page)
      await page.keyboard.press('/')
      await page.keyboard.type('89.00')
      await page.locator('[data-found]').first().waitFor()
    },
  },
]

/** Closes whatever is open above the screen. */
async function leave(page: Page): Promise<void> {
  const above = page.locator('[role="dialog"], [role="menu"]')
  await page.keyboard.press('Escape')
  for (let at = 0; at < 3 && (await above.count()) > 0; at++) {
    await page.evaluate(() => new Promise(requestAnimationFrame))
    await page.keyboard.press('Escape')
  }
  await above.first().waitFor({ state: 'detached' })
}

/** Goes from stop to stop and looks at each. */
export async function travel(
  { page }: Counterfoil,
  look: (name: string) => Promise<void>,
  stops: readonly Stop[] = tour,
): Promise<void> {
  for (const { name, show } of stops) {
    try {
      await show(page)
    } catch (error) {
      throw new Error(`${name} could not be shown`, { cause: error })
    }
    await look(name)
    await leave(page)
  }
}
