import { TEAS } from '../catalogue.ts'
import { person } from '../people.ts'
import { draw } from '../random.ts'
import type { Params, Player } from './player.ts'

const DAY = 86_400
const SEED = 977
const FIRST_PERSON = 7_000_000

/** What the shop sells, as products and prices; the ids of the prices and of what lowers them. */
export interface Catalogue {
  readonly prices: readonly string[]
  readonly monthly: string
  readonly yearly: string
  readonly coupon: string
}

/** The catalogue is put up when the shop opens. */
export function planCatalogue(player: Player, then: (catalogue: Catalogue) => void): void {
  player.at(player.now - 540 * DAY, () => {
    const prices = TEAS.map(([sku, name, cents]) => {
      const product = player.post('/v1/products', { name, metadata: { sku }, shippable: true })
      const price = player.post('/v1/prices', {
        product,
        currency: 'usd',
        unit_amount: cents,
        lookup_key: sku,
      })
      player.post('/v1/prices', { product, currency: 'eur', unit_amount: Math.round(cents * 0.092) * 10 })
      player.post(`/v1/products/${product}`, { default_price: price })
      return price
    })
    const club = player.post('/v1/products', { name: 'Tea club 茶会', description: 'Three teas every month' })
    const recurring = (interval: string, amount: number) =>
      player.post('/v1/prices', {
        product: club,
        currency: 'usd',
        unit_amount: amount,
        recurring: { interval },
        lookup_key: `club_${interval}`,
      })
    const monthly = recurring('month', 2900)
    const yearly = recurring('year', 29_000)
    const coupon = player.post('/v1/coupons', {
      id: 'WINTER15',
      percent_off: 15,
      duration: 'once',
      name: 'Winter 15 %',
    })
    player.post('/v1/promotion_codes', { promotion: { type: 'coupon', coupon }, code: 'TEATIME' })
    player.post('/v1/tax_rates', { display_name: 'VAT', percentage: '20', inclusive: true, country: 'GB' })
    player.post('/v1/shipping_rates', {
      display_name: 'Tracked parcel',
      type: 'fixed_amount',
      fixed_amount: { amount: 590, currency: 'usd' },
    })
    const [first = '', second = ''] = prices
    player.post('/v1/payment_links', { line_items: [{ price: first, quantity: 1 }] })
    const old = player.post('/v1/payment_links', { line_items: [{ price: second, quantity: 1 }] })
    player.at(player.now - 40 * DAY, () => player.post(`/v1/payment_links/${old}`, { active: false }))
    then({ prices, monthly, yearly, coupon })
  })
}

/** A customer with a saved card; `n` counts the people of the history. */
export function newCustomer(player: Player, n: number, method = 'pm_card_visa'): string {
  const { name, email, address } = person(SEED, FIRST_PERSON + n, 'usd')
  const given: Params = Object.fromEntries(
    Object.entries(address).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )
  const customer = player.post('/v1/customers', { name, email, address: given, metadata: { source: 'club' } })
  const saved = player.post(`/v1/payment_methods/${method}/attach`, { customer })
  player.post(`/v1/customers/${customer}`, { invoice_settings: { default_payment_method: saved } })
  return customer
}

/** The tea club: who joined, how they pay, who left. */
export function planClub(player: Player, { monthly, yearly, coupon }: Catalogue): void {
  const { now } = player
  const join = (
    n: number,
    days: number,
    more: Params,
    method?: string,
    then?: (id: string, customer: string) => void,
  ) =>
    player.at(now - days * DAY + Math.floor(draw(SEED, n, 1) * DAY), () => {
      const customer = newCustomer(player, n, method)
      const id = player.post('/v1/subscriptions', { customer, items: [{ price: monthly }], ...more })
      then?.(id, customer)
    })
  for (const [n, days] of [340, 262, 181, 120, 75, 46, 17].entries())
    join(n, days, n % 3 === 1 ? { discounts: [{ coupon }] } : {})
  join(20, 210, { items: [{ price: yearly }] })
  join(21, 6, { trial_period_days: 14 })
  join(22, 150, {}, 'pm_card_mastercard', (id) =>
    player.at(now - 45 * DAY, () => player.post(`/v1/subscriptions/${id}`, { cancel_at_period_end: true })),
  )
  join(23, 100, {}, 'pm_card_visa', (id, customer) =>
    player.at(now - 50 * DAY, () => {
      // The card is replaced by one that is declined, so the next renewal fails.
      const bad = player.post('/v1/payment_methods/pm_card_chargeCustomerFail/attach', { customer })
      player.post(`/v1/customers/${customer}`, { invoice_settings: { default_payment_method: bad } })
      player.post(`/v1/subscriptions/${id}`, { metadata: { card: 'replaced' } })
    }),
  )
  // Two have a second card, a debit account besides.
  for (const [n, method] of [
    [40, 'pm_card_amex'],
    [41, 'pm_usBankAccount_success'],
  ] as const)
    player.at(now - 60 * DAY + n, () => {
      const customer = newCustomer(player, n)
      player.post(`/v1/payment_methods/${method}/attach`, { customer })
    })
}

/** Invoices to cafés, in every state one can be in. */
export function planInvoices(player: Player): void {
  const { now } = player
  const states = [
    'paid',
    'paid',
    'open',
    'void',
    'uncollectible',
    'credited',
    'draft',
    'open',
    'paid',
  ] as const
  for (const [i, state] of states.entries()) {
    const at = now - (150 - i * 16) * DAY
    player.at(at, () => {
      const customer = newCustomer(player, 60 + i)
      player.post('/v1/invoiceitems', {
        customer,
        currency: 'usd',
        amount: 18_000 + i * 2350,
        description: 'Wholesale order, loose leaf',
      })
      if (i % 2 === 0)
        player.post('/v1/invoiceitems', {
          customer,
          currency: 'usd',
          amount: 1200,
          description: 'Pallet delivery',
        })
      const invoice = player.post('/v1/invoices', {
        customer,
        collection_method: 'send_invoice',
        days_until_due: 14,
        pending_invoice_items_behavior: 'include',
        description: `Café order ${1000 + i}`,
      })
      if (state === 'draft') return
      player.post(`/v1/invoices/${invoice}/finalize`)
      if (state === 'open') return
      const how = { paid: 'pay', credited: 'pay', void: 'void', uncollectible: 'mark_uncollectible' } as const
      player.at(at + 6 * DAY, () => player.post(`/v1/invoices/${invoice}/${how[state]}`))
      if (state === 'credited')
        player.at(at + 9 * DAY, () =>
          player.post('/v1/credit_notes', {
            invoice,
            lines: [
              { type: 'custom_line_item', description: 'Two tins damaged', quantity: 1, unit_amount: 3000 },
            ],
            refund_amount: 3000,
          }),
        )
    })
  }
}
