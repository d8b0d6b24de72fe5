import type Stripe from 'stripe'
import { accountObject } from '../resources/account.ts'
import { payoutDestination } from '../resources/external-accounts.ts'
import { startPayouts } from '../resources/payout-schedule.ts'
import { payoutSettings } from '../resources/payout-settings.ts'
import { arrivalOf } from '../resources/payout-arrival.ts'
import type { AccountStore } from '../world/account.ts'
import type { World } from '../world/world.ts'
import { Books } from './books.ts'
import { FLOAT } from './catalogue.ts'
import { emptyHistory, playHistory } from './history/history.ts'
import { mergedSeeds } from './merged.ts'
import { ShopObjects } from './objects.ts'
import { HELD, PROCESSING, Shop } from './shop.ts'
import { seededTables } from './tables.ts'

export interface SeedOptions {
  readonly seed: 'empty' | 'demo'
  readonly payments: number
  /** The instant at which the shop's history ends, seconds UTC. */
  readonly now: number
  /** The id of an empty world's account, for tests with several; the demo shop has its own. */
  readonly account?: string
}

export const ACCOUNT_ID = 'acct_1NwTeaKLq7Zx0Brd'
const SEED = 20_260_401
const DAY = 86_400
/** As long as Stripe keeps events. */
const RETENTION = 30 * DAY
/** A shop with fewer payments has customers only: no partners, subscriptions or invoices. */
const SMALL = 1000

const owner = (now: number, id = ACCOUNT_ID): Stripe.Account =>
  accountObject({
    id,
    name: 'Northwind Tea',
    email: 'accounts@northwindtea.example',
    country: 'US',
    currency: 'usd',
    url: 'https://northwindtea.example',
    descriptor: 'NORTHWIND TEA',
    created: now - 600 * DAY,
  })

/** Gives a new world its account and, for the demo, its history. */
export function seedWorld(world: World, options: SeedOptions): void {
  if (options.seed === 'demo') seedDemo(world, options)
  else {
    const account = world.addAccount(options.account ?? ACCOUNT_ID)
    world.platformId = account.id
    account.put('account', owner(options.now, account.id))
    // An empty account pays out when it is told to.
    account.put('balance_settings', { id: account.id, ...payoutSettings('manual') })
    startPayouts(world.scope(account))
  }
}

function seedDemo(world: World, { payments, now }: SeedOptions): void {
  const past = payments < SMALL ? emptyHistory(owner(now)) : playHistory(owner(now), now)
  const shop = new Shop(ACCOUNT_ID, SEED, payments - past.platform.table('payment_intent').size, now)
  const books = new Books(shop)
  const seeds = seededTables(new ShopObjects(shop, SEED), books, {
    now: () => world.clock.now(),
    snapshot: (object) => world.snapshot(object, world.platform),
  })
  const since = now - RETENTION
  for (const store of past.accounts.values())
    world.addAccount(store.id, mergedSeeds(store.id === ACCOUNT_ID ? seeds : {}, store, since))
  world.platformId = ACCOUNT_ID
  const account = world.platform
  account.put('account', owner(now))
  // The shop goes on as its books did, every weekday; what the history left on the balance stays there too.
  account.put('balance_settings', {
    id: account.id,
    ...payoutSettings('daily', keptBack(books, past.platform)),
  })
  for (const currency of books.currencies) payoutDestination(world.scope(account), currency)
  // From the end of the history on, what was under way goes on by the clock.
  world.clock.at(now, () => {
    startPayouts(world.scope(account))
    openBooks(world, books, now)
    takeOver(world, past)
    for (let k = shop.size - 1; k >= 0 && (shop.created[k] ?? 0) > now - 8 * DAY; k--) {
      const created = shop.created[k] ?? 0
      if (shop.outcome[k] === PROCESSING)
        world.at(account.id, created + 4 * DAY, 'payment_intent.settle', shop.ids.pi.encode(k))
      if (shop.outcome[k] === HELD)
        world.at(account.id, created + 7 * DAY, 'payment_intent.lapse', shop.ids.pi.encode(k))
    }
    for (const one of shop.refunds)
      if (shop.bank[one.payment] && one.created > now - 5 * DAY)
        world.at(account.id, one.created + 5 * DAY, 'refund.succeed', shop.refundId(one))
    for (const one of shop.disputes)
      if (one.status.endsWith('needs_response'))
        world.at(account.id, one.created + 9 * DAY, 'dispute.expire', shop.ids.du.encode(one.payment))
      else if (one.status.endsWith('under_review'))
        world.at(
          account.id,
          Math.max(one.created, now - 50 * DAY) + 60 * DAY,
          'dispute.decide',
          shop.ids.du.encode(one.payment),
        )
    books.payouts.forEach(({ created }, i) => {
      if (arrivalOf(created) > now)
        world.at(account.id, arrivalOf(created), 'payout.arrive', shop.ids.po.encode(i))
    })
  })
}

/** What is kept from payouts per currency: the float, and what the history left behind before the last payout. */
function keptBack(books: Books, past: AccountStore): Record<string, number> {
  const kept = { ...FLOAT }
  for (const t of past.table('balance_transaction').values()) {
    const last = books.payouts.findLast((p) => p.currency === t.currency && p.sourceType === 'card')
    const midnight = Math.floor((last?.created ?? 0) / DAY) * DAY
    if (Math.max(t.created, t.available_on) < midnight) kept[t.currency] = (kept[t.currency] ?? 0) + t.net
  }
  return kept
}

// The ledgers of a played history, and what it has still under way.
function takeOver(world: World, past: World): void {
  for (const store of past.accounts.values())
    for (const t of store.table('balance_transaction').values())
      world.accounts.get(store.id)?.book(t, store.ledger.sourceTypeOf(t.id) ?? 'card')
  for (const { account, at, action, subject } of past.drain())
    if (action !== 'balance.settle' && !(action === 'payouts.run' && account === world.platformId))
      world.at(account, at, action, subject)
}

// The running totals of the whole history, in one pass.
function openBooks(world: World, books: Books, now: number): void {
  const sums = new Map<string, number>()
  for (let i = 0; i < books.order.length; i++) {
    const { currency, sourceType, availableOn, amount, fee } = books.line(books.order.codes[i] ?? 0)
    const key = `${currency}/${sourceType}/${availableOn > now ? availableOn : 0}`
    sums.set(key, (sums.get(key) ?? 0) + amount - fee)
  }
  for (const [key, net] of sums) {
    const [currency = '', type, at] = key.split('/')
    world.platform.open(currency, type === 'bank_account' ? 'bank_account' : 'card', net, Number(at))
  }
}
