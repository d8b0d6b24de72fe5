import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { balancesQueries } from '../../src/main/features/balances/queries.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { lookAtBalance } from '../../src/main/sync/balance.ts'
import { readCursor, writeCursor } from '../../src/main/sync/mirror-state.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { reconciledCurrencySchema } from '../../src/shared/features/balances/contract.ts'
import { activeAccount, funds } from '../simulator/connect.ts'
import {
  KEY,
  mirrorAll,
  openAccountMirror,
  openShop,
  openSync,
  type OpenSync,
  type Shop,
  temporaryFolder,
} from './support.ts'

const DAY = 86_400

function ask<T>(folder: string, question: (reader: Reader) => T): T {
  const reader = new Reader(folder)
  try {
    return question(reader)
  } finally {
    reader.close()
  }
}

const reconcile = (folder: string) =>
  ask(folder, (reader) => balancesQueries['balances.reconciliation'](reader, {}))

/** Live amounts of each currency, where every one agrees with the sum of its transactions. */
function agreed(
  folder: string,
): Readonly<Record<string, readonly [available: number | null, pending: number | null]>> {
  const { history, currencies } = reconcile(folder)
  expect(history.state).toBe('complete')
  for (const each of currencies) {
    expect(reconciledCurrencySchema.parse(each)).toMatchObject({
      agrees: true,
      drift: { available: { amount: 0 }, pending: { amount: 0 }, total: { amount: 0 } },
    })
  }
  return Object.fromEntries(
    currencies.map(({ currency, computed: { available, pending } }) => [
      currency,
      [available.amount, pending.amount],
    ]),
  )
}

const pay = (
  { stripe }: Shop,
  amount: number,
  currency = 'usd',
  card = 'pm_card_visa',
): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.create({
    amount,
    currency,
    payment_method: card,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })

async function catchUp(sync: OpenSync): Promise<void> {
  await sync.thread.answer({ type: 'catchUp' })
}

/** Refunds, disputes, payouts and waiting, each of which moves the balance in a way of its own. */
const days: readonly (readonly [what: string, happen: (shop: Shop) => Promise<unknown>])[] = [
  ['pending payments', (shop) => Promise.all([pay(shop, 40_000), pay(shop, 120_000, 'jpy')])],
  ['payments available at once', (shop) => pay(shop, 90_000, 'usd', 'pm_card_bypassPending')],
  ['another currency', (shop) => pay(shop, 7_000, 'eur', 'pm_card_bypassPending')],
  [
    'refunds',
    async (shop) => {
      for (const [amount, currency] of [
        [5_000, 'usd'],
        [50_000, 'jpy'],
      ] as const) {
        const { id } = await pay(shop, amount, currency)
        await shop.stripe.refunds.create({ payment_intent: id, amount: amount / 5 })
        await shop.stripe.refunds.create({ payment_intent: id })
      }
    },
  ],
  ['a dispute', (shop) => pay(shop, 8_000, 'usd', 'pm_card_createDispute')],
  [
    'a dispute won',
    async ({ stripe }) => {
      const { data } = await stripe.disputes.list({ limit: 1 })
      const evidence = { uncategorized_text: 'winning_evidence' }
      await stripe.disputes.update(data[0]?.id ?? '', { evidence, submit: true })
    },
  ],
  ['a payout', ({ stripe }) => stripe.payouts.create({ amount: 20_000, currency: 'usd' })],
  [
    'a payout canceled',
    async ({ stripe }) => {
      const { id } = await stripe.payouts.create({ amount: 3_000, currency: 'usd' })
      await stripe.payouts.cancel(id)
    },
  ],
  ['half a day', (shop) => shop.control('POST', 'clock', { advance: DAY / 2 })],
  ['more payments', (shop) => Promise.all([pay(shop, 1_500), pay(shop, 999, 'jpy')])],
  ['payments waiting no longer', (shop) => shop.control('POST', 'clock', { advance: 10 * DAY })],
]

test('whatever moves the balance, it is the sum of its transactions, and so is every balance there was', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop()
  await using sync = await openSync(folder.path, shop.simulator.url)
  await sync.thread.answer({ type: 'key', key: KEY })
  const seen: { readonly at: number; readonly balances: ReturnType<typeof agreed> }[] = []
  for (const [what, happen] of days) {
    await happen(shop)
    await catchUp(sync)
    const balances = agreed(folder.path)
    const [available, pending] = await funds(shop.stripe)
    expect([what, balances['usd']]).toEqual([what, [available, pending]])
    seen.push({ at: shop.simulator.world.clock.now(), balances })
    await shop.control('POST', 'clock', { advance: 5 })
  }
  expect(seen.at(-1)?.balances).not.toEqual(seen.at(-2)?.balances)
  expect(Object.keys(seen.at(-1)?.balances ?? {}).toSorted()).toEqual(['eur', 'jpy', 'usd'])
  for (const { at, balances } of seen) {
    const then = ask(folder.path, (reader) => balancesQueries['balances.at'](reader, { at }))
    for (const { currency, available, pending, total } of then.balances) {
      expect([at, currency, available.amount, pending.amount]).toEqual([
        at,
        currency,
        ...(balances[currency] ?? [0, 0]),
      ])
      expect(total.amount).toBe(Number(available.amount) + Number(pending.amount))
    }
  }
})

test('a payout that fails comes back, on an account of a platform too', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop()
  const { id: stripeAccount } = await activeAccount(shop, {
    external_account: {
      object: 'bank_account',
      country: 'US',
      currency: 'usd',
      account_number: '000111111116',
      routing_number: '110000000',
    },
  })
  await pay(shop, 50_000, 'usd', 'pm_card_bypassPending')
  await shop.stripe.transfers.create({ amount: 40_000, currency: 'usd', destination: stripeAccount })
  await using sync = await openSync(folder.path, shop.simulator.url, stripeAccount)
  await sync.thread.answer({ type: 'key', key: KEY })
  await shop.stripe.payouts.create({ amount: 15_000, currency: 'usd' }, { stripeAccount })
  await catchUp(sync)
  expect(agreed(folder.path)['usd']).toEqual([25_000, 0])
  const sent = shop.simulator.world.clock.now()
  await shop.control('POST', 'clock', { advance: 5 * DAY })
  await catchUp(sync)
  expect(agreed(folder.path)['usd']).toEqual([40_000, 0])
  const then = ask(folder.path, (reader) => balancesQueries['balances.at'](reader, { at: sent }))
  expect(then.balances[0]?.total).toEqual({ amount: 25_000, currency: 'usd' })
})

test('the balance of the demo shop is the sum of its history', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop({ seed: 'demo', payments: 400 })
  await mirrorAll(folder.path, shop)
  const balances = agreed(folder.path)
  expect(Object.keys(balances).length).toBeGreaterThan(3)
  expect(Object.values(balances).some(([, pending]) => pending !== 0)).toBe(true)
  const before = ask(folder.path, (reader) => balancesQueries['balances.at'](reader, { at: 0 }))
  expect(before.balances.map(({ total }) => total.amount)).toEqual(before.balances.map(() => 0))
})

test('money that moves just before and just after the balance is read makes no drift', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop()
  await pay(shop, 10_000)
  await mirrorAll(folder.path, shop)
  using mirror = openAccountMirror(folder.path, shop.simulator.url)
  const { api } = mirror
  await lookAtBalance({
    ...mirror,
    api: {
      ...api,
      get: async (path, query) => {
        if (path === '/v1/balance') await pay(shop, 2_000)
        const answer = await api.get(path, query)
        if (path === '/v1/balance') {
          await shop.control('POST', 'clock', { advance: 30 })
          await pay(shop, 3_000)
        }
        return answer
      },
    },
  })
  const { count } = ask(folder.path, (reader) =>
    balancesQueries['balances.transactionSummary'](reader, { filter: {} }),
  )
  expect(count).toBe(3)
  const [, pending] = agreed(folder.path)['usd'] ?? []
  expect(pending).toBe((await funds(shop.stripe))[1] - (3_000 - 117))
})

test('a transaction that the mirror lacks shows as just that drift; while history is read there is none', async () => {
  using folder = temporaryFolder()
  await using shop = await openShop()
  await pay(shop, 10_000, 'usd', 'pm_card_bypassPending')
  await pay(shop, 3_000, 'jpy')
  // Out of the seconds in which the balance is read.
  await shop.control('POST', 'clock', { advance: 60 })
  await mirrorAll(folder.path, shop)
  const whole = agreed(folder.path)
  const { data } = await shop.stripe.balanceTransactions.list({ currency: 'jpy' })
  const [lost] = data
  if (lost === undefined) throw new Error('Nothing was paid')

  const { db } = openMirror(folder.path, tables)
  try {
    const writer = new MirrorWriter(db, tables)
    writer.transaction(() => writer.markDeleted('balance_transaction', lost.id))
    const { currencies } = reconcile(folder.path)
    expect(currencies.find(({ currency }) => currency === 'jpy')).toMatchObject({
      agrees: false,
      moving: false,
      live: { pending: { amount: whole['jpy']?.[1] } },
      drift: {
        available: { amount: 0, currency: 'jpy' },
        pending: { amount: lost.net, currency: 'jpy' },
        total: { amount: lost.net, currency: 'jpy' },
      },
    })
    expect(currencies.find(({ currency }) => currency === 'usd')).toMatchObject({ agrees: true })

    const cursor = readCursor(db, 'balance_transaction')
    writeCursor(db, { ...cursor, complete: false })
    expect(reconcile(folder.path)).toMatchObject({
      history: { state: 'reading', reachedBackTo: lost.created },
      currencies: [],
    })
    writeCursor(db, { ...cursor, denied: 'rak_balance_read' })
    expect(reconcile(folder.path)).toMatchObject({ history: { state: 'unreadable' }, currencies: [] })
  } finally {
    db.close()
  }
})
