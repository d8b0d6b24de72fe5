import { completeOnboarding } from '../../resources/account-onboarding.ts'
import { draw } from '../random.ts'
import type { Params, Player } from './player.ts'

const DAY = 86_400
const SEED = 412

/** How an account was made, and what became of it. */
interface Partner {
  readonly name: string
  readonly email: string
  readonly country: string
  readonly currency: string
  readonly type: 'custom' | 'express' | 'standard'
  /** Days before the history's end. */
  readonly joined: number
  readonly state: 'active' | 'due' | 'unverified' | 'rejected'
  readonly first: string
  readonly last: string
  /** Of its bank; absent: the test number that works. */
  readonly bank?: string
  readonly interval?: 'daily' | 'weekly' | 'monthly' | 'manual'
  /** What the shop passes on a month, in minor units. */
  readonly share: number
}

export const PARTNERS: readonly Partner[] = [
  {
    name: '武夷山岩茶合作社',
    email: 'pay@wuyi-growers.example',
    country: 'HK',
    currency: 'hkd',
    type: 'custom',
    joined: 420,
    state: 'active',
    first: '伟',
    last: '张',
    share: 184_000,
  },
  {
    name: 'Uji Matcha Works',
    email: 'money@uji-matcha.example',
    country: 'JP',
    currency: 'jpy',
    type: 'custom',
    joined: 390,
    state: 'active',
    first: '花子',
    last: '山田',
    interval: 'weekly',
    share: 96_000,
  },
  {
    name: 'Darjeeling Direct',
    email: 'books@darjeeling-direct.example',
    country: 'GB',
    currency: 'gbp',
    type: 'custom',
    joined: 365,
    state: 'active',
    first: 'Asha',
    last: 'Khan',
    share: 61_500,
  },
  {
    name: 'Keramik Lindner',
    email: 'kontor@keramik-lindner.example',
    country: 'DE',
    currency: 'eur',
    type: 'custom',
    joined: 300,
    state: 'active',
    first: 'Jürgen',
    last: 'Lindner',
    interval: 'monthly',
    share: 48_200,
  },
  {
    name: 'Portland Tea Cart',
    email: 'cart@portlandtea.example',
    country: 'US',
    currency: 'usd',
    type: 'express',
    joined: 260,
    interval: 'monthly',
    state: 'active',
    first: 'Jenny',
    last: 'Rosen',
    share: 73_400,
  },
  {
    name: 'Herboristerie Sainte-Claire',
    email: 'compta@sainte-claire.example',
    country: 'FR',
    currency: 'eur',
    type: 'custom',
    joined: 240,
    state: 'active',
    first: 'Zoé',
    last: 'Lefèvre',
    interval: 'manual',
    share: 39_900,
  },
  {
    name: 'Cascade Honey Co.',
    email: 'hello@cascadehoney.example',
    country: 'US',
    currency: 'usd',
    type: 'standard',
    joined: 200,
    state: 'active',
    first: 'Maya',
    last: 'Brooks',
    share: 52_300,
  },
  {
    name: 'Desert Bloom Herbals',
    email: 'owner@desertbloom.example',
    country: 'US',
    currency: 'usd',
    type: 'custom',
    joined: 160,
    state: 'active',
    first: 'Luis',
    last: 'Ortega',
    bank: '000111111113',
    share: 27_800,
  },
  {
    name: 'Hudson Cup & Saucer',
    email: 'ap@hudsoncup.example',
    country: 'US',
    currency: 'usd',
    type: 'express',
    joined: 95,
    state: 'active',
    first: 'Nora',
    last: 'Stein',
    share: 31_200,
  },
  {
    name: 'Alishan Mountain Tea 阿里山茶',
    email: 'us@alishan.example',
    country: 'US',
    currency: 'usd',
    type: 'custom',
    joined: 34,
    state: 'due',
    first: '美玲',
    last: '陳',
    share: 0,
  },
  {
    name: 'Kyoto Kettle',
    email: 'kettle@kyoto.example',
    country: 'US',
    currency: 'usd',
    type: 'custom',
    joined: 12,
    state: 'unverified',
    first: 'Ken',
    last: 'Sato',
    share: 0,
  },
  {
    name: 'Bargain Leaf Outlet',
    email: 'sales@bargainleaf.example',
    country: 'US',
    currency: 'usd',
    type: 'custom',
    joined: 130,
    state: 'rejected',
    first: 'Max',
    last: 'Doe',
    share: 18_000,
  },
]

/** The growers and makers the shop sells for: accounts, what they are paid, fees, and what went wrong. */
export function planPartners(player: Player): void {
  const { now } = player
  fundTransfers(player)
  PARTNERS.forEach((partner, n) => {
    const joined = now - partner.joined * DAY + Math.floor(draw(SEED, n, 1) * DAY)
    player.at(joined, () => {
      const id = open(player, partner, joined)
      if (partner.state === 'due' || partner.state === 'unverified') return
      planShares(player, partner, n, id, joined)
      if (partner.currency === 'usd') planSales(player, partner, n, id, joined)
      if (partner.interval === 'manual') planOwnPayouts(player, id, joined)
      if (partner.state === 'rejected')
        player.at(now - 9 * DAY, () =>
          player.post(`/v1/accounts/${id}/reject`, { reason: 'terms_of_service' }),
        )
    })
  })
}

// What is transferred beyond the sales it comes from is put in from the shop's bank.
function fundTransfers(player: Player): void {
  const needs: Record<string, number> = {}
  for (const { currency, share, joined } of PARTNERS)
    needs[currency] = (needs[currency] ?? 0) + Math.ceil((share * 1.3 * (joined / 30 + 1)) / 1000) * 1000
  for (const [currency, amount] of Object.entries(needs))
    for (const [part, days] of [
      [0.6, 440],
      [0.4, 190],
    ] as const)
      player.at(player.now - days * DAY, () =>
        player.post('/v1/topups', {
          amount: Math.round((amount * part) / 100) * 100,
          currency,
          description: `Funds for partners, ${currency.toUpperCase()}`,
          statement_descriptor: 'NORTHWIND FUNDS',
        }),
      )
  player.at(player.now - 21 * DAY, () =>
    player.post('/v1/topups', {
      amount: 250_000,
      currency: 'usd',
      description: 'Funds for partners, USD',
      source: 'btok_us_verified_insufficientFunds',
    }),
  )
  player.at(player.now - 20 * 3600, () =>
    player.post('/v1/topups', { amount: 120_000, currency: 'usd', description: 'Funds for partners, USD' }),
  )
}

function open(player: Player, partner: Partner, at: number): string {
  const { name, email, country, type, first, last, state } = partner
  const custom = type === 'custom'
  const id = player.post('/v1/accounts', {
    type,
    country,
    email,
    business_type: 'individual',
    business_profile: {
      name,
      mcc: '5499',
      url: `https://${email.split('@')[1] ?? 'example.com'}`,
      support_email: email,
    },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    metadata: { partner: name },
    ...(custom ? identity(partner, at) : {}),
    ...(partner.interval ? { settings: { payouts: { schedule: scheduleOf(partner.interval) } } } : {}),
  })
  const store = player.world.accounts.get(id)
  if (!custom && store && state === 'active')
    player.at(at + 2 * 3600, () => completeOnboarding(player.world.scope(store)))
  else if (!custom) throw new Error(`${first} ${last} cannot be left half way here`)
  return id
}

function identity({ state, first, last, email, bank, country, currency }: Partner, at: number): Params {
  const person: Params = {
    address: {
      line1: 'address_full_match',
      city: 'Portland',
      postal_code: '97205',
      country,
      ...(country === 'US' ? { state: 'OR' } : {}),
    },
    dob: { day: 1, month: 1, year: 1901 },
    email,
    first_name: first,
    last_name: last,
    phone: '0000000000',
    ...(country === 'US' ? { ssn_last_4: state === 'unverified' ? '1111' : '0000' } : {}),
  }
  if (state === 'due') return { individual: { first_name: first, last_name: last, email } }
  return {
    individual: person,
    tos_acceptance: { date: at, ip: '203.0.113.7' },
    external_account: {
      object: 'bank_account',
      country,
      currency,
      account_number:
        bank ??
        (country === 'DE'
          ? 'DE89370400440532013000'
          : country === 'FR'
            ? 'FR1420041010050500013M02606'
            : '000123456789'),
      account_holder_name: `${first} ${last}`,
      ...(country === 'DE' || country === 'FR'
        ? {}
        : { routing_number: country === 'US' ? '110000000' : country === 'GB' ? '108800' : '1100000' }),
    },
  }
}

const scheduleOf = (interval: NonNullable<Partner['interval']>): Params =>
  interval === 'weekly'
    ? { interval, weekly_payout_days: ['friday'] }
    : interval === 'monthly'
      ? { interval, monthly_payout_days: [5] }
      : { interval }

// A share every month; now and then part of it comes back.
function planShares(
  player: Player,
  { name, currency, share }: Partner,
  n: number,
  id: string,
  joined: number,
): void {
  // At noon: a payout at midnight between a share and what comes back of it would leave nothing to take it from.
  const first = joined + 20 * DAY
  for (let month = 1, at = first - (first % DAY) + DAY / 2; at < player.now; month++, at += 30 * DAY) {
    const amount = Math.round((share * (0.75 + 0.5 * draw(SEED, n * 100 + month, 2))) / 10) * 10
    const back = draw(SEED, n * 100 + month, 3)
    player.at(at, () => {
      // The account was closed for transfers meanwhile.
      const transfer = player.post('/v1/transfers', {
        amount,
        currency,
        destination: id,
        description: `Share of month ${month}, ${name}`,
        transfer_group: `shares-${month}`,
        metadata: { partner: name, month: String(month) },
      })
      if (back < 0.16)
        player.at(at + 3600, () =>
          player.post(`/v1/transfers/${transfer}/reversals`, {
            ...(back < 0.03 ? {} : { amount: Math.round((amount * 0.2) / 10) * 10 }),
            description: 'Goods returned by customers',
            metadata: { partner: name },
          }),
        )
    })
  }
}

// Sales in the partner's own name, of which the shop keeps a fee; and sales of the shop passed on to the partner.
function planSales(
  player: Player,
  { name, state, interval }: Partner,
  n: number,
  id: string,
  joined: number,
): void {
  const sales = 9
  for (let i = 0; i < sales; i++) {
    const seen = n * 1000 + i
    const at = joined + 3 * DAY + ((player.now - joined - 3 * DAY) * (i + draw(SEED, seen, 4))) / sales
    if (state === 'rejected' && at > player.now - 10 * DAY) continue
    const amount = 1500 + Math.floor(draw(SEED, seen, 5) * 90) * 100
    const order = `NT-P${n}${String(i).padStart(3, '0')}`
    const params: Params = {
      amount,
      currency: 'usd',
      confirm: true,
      payment_method: i % 4 === 3 ? 'pm_card_mastercard' : 'pm_card_visa',
      description: `Order ${order}, sold for ${name}`,
      metadata: { order_id: order, channel: 'marketplace' },
      application_fee_amount: Math.round(amount * 0.08),
    }
    player.at(at, () => {
      const direct = i % 2 === 0
      const payment = direct
        ? player.post('/v1/payment_intents', params, id)
        : player.post('/v1/payment_intents', { ...params, transfer_data: { destination: id } })
      if (i % 5 === 2)
        player.at(at + DAY, () =>
          player.post(
            '/v1/refunds',
            {
              payment_intent: payment,
              amount: Math.round(amount / 2),
              reason: 'requested_by_customer',
              refund_application_fee: true,
              ...(direct ? {} : { reverse_transfer: interval === 'monthly' }),
            },
            direct ? id : undefined,
          ),
        )
    })
  }
}

// An account that pays itself out by hand, and once thinks better of it.
function planOwnPayouts(player: Player, id: string, joined: number): void {
  for (let at = joined + 24 * DAY, i = 0; at < player.now - DAY; at += 45 * DAY, i++)
    player.at(at, () => {
      const payout = player.post(
        '/v1/payouts',
        { amount: 20_000, currency: 'eur', description: 'Remise' },
        id,
      )
      if (i === 1) player.at(at + 600, () => player.post(`/v1/payouts/${payout}/cancel`, {}, id))
    })
}
