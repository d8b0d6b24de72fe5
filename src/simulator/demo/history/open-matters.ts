import { payoutDestination } from '../../resources/external-accounts.ts'
import type { Params, Player } from './player.ts'

const DAY = 86_400
const HOUR = 3600

interface Sale {
  /** Minor units of USD. */
  readonly amount: number
  /** The test card, which decides what becomes of the payment. */
  readonly card: string
  readonly order: string
  readonly about: string
  readonly more?: Params
}

/** What waits for somebody when the history ends, however the shop's everyday payments went. */
export function planOpenMatters(player: Player): void {
  planDisputes(player)
  planAuthorization(player)
  planRefunds(player)
  planFailedPayout(player)
}

// An answer is due nine days after a dispute was opened.
function planDisputes(player: Player): void {
  const { now } = player
  const dispute = (hours: number, amount: number, card: string, order: string, about: string) =>
    player.at(now - hours * HOUR, () => void sell(player, { amount, card, order, about }))
  dispute(180, 18_600, 'pm_card_createDispute', 'NT-D101', '24 tins of Yunnan Gold')
  dispute(50, 7450, 'pm_card_createDisputeProductNotReceived', 'NT-D102', 'parcel to Leeds')
  dispute(30, 5200, 'pm_card_createDisputeInquiry', 'NT-D103', 'gift box')
}

// An authorization lapses after seven days.
function planAuthorization(player: Player): void {
  player.at(player.now - 150 * HOUR, () =>
    sell(player, {
      amount: 32_000,
      card: 'pm_card_visa',
      order: 'NT-D104',
      about: 'samples for a hotel, not packed yet',
      more: { capture_method: 'manual' },
    }),
  )
}

function planRefunds(player: Player): void {
  const { now } = player
  const refunded = (hours: number, amount: number, card: string, order: string, about: string) =>
    player.at(now - 9 * DAY, () => {
      const payment = sell(player, { amount, card, order, about })
      player.at(now - hours * HOUR, () =>
        player.post('/v1/refunds', { payment_intent: payment, reason: 'requested_by_customer' }),
      )
    })
  refunded(5, 6300, 'pm_card_pendingRefund', 'NT-D105', 'teapot arrived broken')
  refunded(70, 8900, 'pm_card_refundFail', 'NT-D106', 'card closed meanwhile')
}

// Somebody sends money to the old bank account, which is closed; it comes back two days later.
function planFailedPayout(player: Player): void {
  const { world, now } = player
  player.at(now - 6 * DAY, () => {
    payoutDestination(world.scope(world.platform), 'usd')
    const old = player.post(`/v1/accounts/${world.platformId}/external_accounts`, {
      external_account: 'btok_us_verified_accountClosed',
    })
    player.post('/v1/payouts', {
      amount: 45_000,
      currency: 'usd',
      destination: old,
      description: 'To the old account by mistake',
    })
  })
}

function sell(player: Player, { amount, card, order, about, more }: Sale): string {
  return player.post('/v1/payment_intents', {
    amount,
    currency: 'usd',
    confirm: true,
    payment_method: card,
    description: `Order ${order}: ${about}`,
    metadata: { order_id: order, channel: 'web' },
    ...more,
  })
}
