import { completeSession } from '../../resources/checkout-completion.ts'
import { type Catalogue, newCustomer } from './subscribers.ts'
import type { Params, Player } from './player.ts'

const DAY = 86_400
const HOUR = 3600

/** Checkout Sessions: paid, left open, run out, and one that saves a card. */
export function planCheckouts(player: Player, { prices, monthly }: Catalogue): void {
  const { now } = player
  const session = (at: number, params: Params, method?: string) =>
    player.at(at, () => {
      const id = player.post('/v1/checkout/sessions', {
        success_url: 'https://northwindtea.example/thanks',
        ...params,
      })
      if (method === undefined) return
      player.at(at + 240, () => {
        const { platform } = player.world
        const found = platform.get('checkout.session', id)
        if (found) completeSession(player.world.scope(platform), found, method)
      })
    })
  const buys = (i: number): Params => ({
    mode: 'payment',
    line_items: [{ price: prices[i % prices.length] ?? '', quantity: 1 + (i % 3) }],
    client_reference_id: `cart-${800 + i}`,
  })
  for (let i = 0; i < 14; i++)
    session(
      now - (92 - i * 7) * DAY - i * HOUR,
      buys(i),
      i % 4 === 3 ? undefined : i % 3 === 0 ? 'pm_card_mastercard' : 'pm_card_visa',
    )
  session(
    now - 33 * DAY,
    { mode: 'subscription', line_items: [{ price: monthly, quantity: 1 }] },
    'pm_card_visa',
  )
  session(now - 12 * DAY, { mode: 'setup', currency: 'usd' }, 'pm_card_visa')
  session(now - 3 * HOUR, buys(5))
  session(now - HOUR, {
    ...buys(8),
    saved_payment_method_options: { payment_method_save: 'enabled' },
    customer_creation: 'always',
  })
}

const confirm = (method: string): Params => ({
  confirm: true,
  payment_method: method,
  return_url: 'https://northwindtea.example/saved',
})

/** Cards saved for later, and attempts that did not end well. */
export function planSetups(player: Player): void {
  const { now } = player
  const setup = (days: number, n: number, params: Params, may = false) =>
    player.at(now - days * DAY, () => {
      const customer = newCustomer(player, 80 + n)
      const id = player.post(
        '/v1/setup_intents',
        { customer, usage: 'off_session', description: 'Card for the tea club', ...params },
        undefined,
        may,
      )
      if (n === 3)
        player.at(now - days * DAY + HOUR, () =>
          player.post(`/v1/setup_intents/${id}/cancel`, { cancellation_reason: 'abandoned' }),
        )
    })
  setup(70, 0, confirm('pm_card_visa'))
  setup(44, 1, confirm('pm_card_mastercard'))
  setup(26, 2, confirm('pm_card_amex'))
  setup(19, 3, {})
  setup(11, 4, confirm('pm_card_chargeDeclined'), true)
  setup(4, 5, confirm('pm_card_authenticationRequired'))
  setup(2, 6, {})
}

/** Refunds that a bank sent back: the money is on the balance again. */
export function planFailedRefunds(player: Player): void {
  const { now } = player
  for (const [i, days] of [130, 58, 16].entries())
    player.at(now - days * DAY, () => {
      const payment = player.post('/v1/payment_intents', {
        amount: 4200 + i * 1350,
        currency: 'usd',
        confirm: true,
        payment_method: 'pm_card_refundFail',
        description: `Order NT-R${100 + i}: card closed meanwhile`,
        metadata: { order_id: `NT-R${100 + i}`, channel: 'web' },
      })
      player.at(now - (days - 5) * DAY, () =>
        player.post('/v1/refunds', {
          payment_intent: payment,
          reason: 'requested_by_customer',
          metadata: { order_id: `NT-R${100 + i}` },
        }),
      )
    })
}

/** The shop's software listens for what it must act on. */
export function planWebhooks(player: Player): void {
  player.at(player.now - 300 * DAY, () => {
    player.post('/v1/webhook_endpoints', {
      url: 'https://northwindtea.example/stripe/orders',
      enabled_events: ['checkout.session.async_payment_failed', 'charge.dispute.created', 'payout.failed'],
      description: 'Order system',
    })
    const old = player.post('/v1/webhook_endpoints', {
      url: 'https://northwindtea.example/stripe/old',
      enabled_events: ['customer.deleted'],
    })
    player.post(`/v1/webhook_endpoints/${old}`, { disabled: true })
  })
}
