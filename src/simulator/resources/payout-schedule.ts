import type Stripe from 'stripe'
import { idOf } from '../world/tables.ts'
import type { SourceType } from '../world/ledger.ts'
import type { Scope } from '../world/world.ts'
import type { AccountStore } from '../world/account.ts'
import type { Resource } from '../wire/router.ts'
import { accountOf } from './connected.ts'
import { payoutDestination } from './external-accounts.ts'
import { settingsOf } from './payout-settings.ts'
import { makePayout } from './payouts.ts'

const DAY = 86_400
/** Ten minutes past midnight UTC, after the funds of the day have become available. */
const AT = 600
/** Below that an automatic payout waits for more (minor units). */
const LEAST = 1

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Whether the schedule pays out on the day of an instant. Days beyond a month's end mean its last day. */
export function isPayoutDay(
  schedule: Stripe.BalanceSettings.Payments.Payouts.Schedule | null,
  now: number,
): boolean {
  const date = new Date(now * 1000)
  const weekday = WEEKDAYS[date.getUTCDay()] ?? ''
  if (schedule?.interval === 'daily') return weekday !== 'saturday' && weekday !== 'sunday'
  if (schedule?.interval === 'weekly') return schedule.weekly_payout_days?.includes(weekday) ?? false
  if (schedule?.interval !== 'monthly') return false
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  return schedule.monthly_payout_days?.some((day) => Math.min(day, last) === date.getUTCDate()) ?? false
}

const nextRun = (now: number): number => Math.floor((now - AT) / DAY + 1) * DAY + AT

/** Starts an account's automatic payouts; the schedule in force on each day decides. */
export function startPayouts({ world, account, now }: Scope): void {
  world.at(account.id, nextRun(now), 'payouts.run', account.id)
}

/** No transaction stays pending longer: the longest settlement delay, 31 business days. */
const LONGEST_PENDING = 45 * DAY

const lastPayout = (
  store: AccountStore,
  currency: string,
  sourceType: SourceType,
): Stripe.Payout | undefined =>
  store.table('payout').list({
    limit: 1,
    where: (p) => p.automatic && p.currency === currency && p.source_type === sourceType,
  }).data[0]

/**
 * The transactions of one balance that became available since its last automatic payout, which paid out all that was
 * available then; oldest first.
 */
function unpaid(
  store: AccountStore,
  currency: string,
  sourceType: SourceType,
  candidates: readonly Stripe.BalanceTransaction[],
): readonly string[] {
  const last = lastPayout(store, currency, sourceType)
  const paid = new Set(last && [...contentOf(store, last.id), idOf(last.balance_transaction) ?? ''])
  for (const id of store.get('payout_content', last?.id ?? '')?.withheld ?? []) paid.add(id)
  // The books of a seeded layer are closed at midnight.
  const since = last ? last.created - AT : 0
  return candidates
    .filter(
      (t) =>
        t.currency === currency &&
        Math.max(t.available_on, t.created) >= since &&
        !paid.has(t.id) &&
        sourceTypeOfTransaction(store, t) === sourceType,
    )
    .map((t) => t.id)
    .toReversed()
}

/** What the next payouts can be made of, newest first: read once for all balances of an account. */
function availableSinceLastPayouts(store: AccountStore): readonly Stripe.BalanceTransaction[] {
  const starts = store.ledger
    .currencies()
    .flatMap((currency) =>
      [...store.ledger.sourceTypes(currency)]
        .filter(([, { available }]) => available > 0)
        .map(([sourceType]) => lastPayout(store, currency, sourceType)?.created ?? 0),
    )
  const since = Math.min(...starts) - LONGEST_PENDING
  return store.table('balance_transaction').list({
    limit: Number.MAX_SAFE_INTEGER,
    created: { gte: Number.isFinite(since) ? since : 0 },
    where: (t) => t.status === 'available',
  }).data
}

/** Stored transactions are known to the ledger; those of a seeded layer are told by what they are. */
function sourceTypeOfTransaction(
  store: AccountStore,
  { id, type, source }: Stripe.BalanceTransaction,
): string {
  const known = store.ledger.sourceTypeOf(id)
  if (known !== undefined) return known
  if (type === 'payout') return store.get('payout', idOf(source) ?? '')?.source_type ?? 'card'
  return type.startsWith('payment') ? 'bank_account' : 'card'
}

/** The transactions an automatic payout is made of, oldest first. */
export const contentOf = (store: AccountStore, payout: string): readonly string[] =>
  store.get('payout_content', payout)?.transactions ??
  store
    .table('balance_transaction')
    .list({ limit: Number.MAX_SAFE_INTEGER, key: `payout:${payout}` })
    .data.map((t) => t.id)
    .toReversed()

/**
 * Books what stays behind more (or less) than at the last payout, so that a payout's transactions add up to it: one
 * transaction that is part of the payout, and its opposite, which is part of none.
 */
function keepBack(
  { account }: Scope,
  currency: string,
  sourceType: SourceType,
  kept: number,
): { readonly booked: readonly string[]; readonly withheld: readonly string[]; readonly kept: number } {
  const last = lastPayout(account, currency, sourceType)
  const before = last ? (account.get('payout_content', last.id)?.kept ?? kept) : 0
  const more = kept - before
  if (more === 0) return { booked: [], withheld: [], kept }
  const hold = 'payout_minimum_balance_hold'
  const release = 'payout_minimum_balance_release'
  const post = (type: typeof hold | typeof release, amount: number) =>
    account.post({ type, amount, currency, source: null, sourceType }).id
  return {
    booked: [post(more > 0 ? hold : release, -more)],
    withheld: [post(more > 0 ? release : hold, more)],
    kept,
  }
}

function payOut(scope: Scope): void {
  const { account } = scope
  const minimums = settingsOf(account).payments.payouts?.minimum_balance_by_currency ?? {}
  const candidates = availableSinceLastPayouts(account)
  for (const currency of account.ledger.currencies()) {
    const destination = payoutDestination(scope, currency)
    if (!destination || ('status' in destination && destination.status === 'errored')) continue
    const parts = [...account.ledger.sourceTypes(currency)].map(
      ([sourceType, { available }]) => [sourceType, available] as const,
    )
    // The minimum, and what other parts of the balance owe, stays behind; cards keep it first.
    let keep = parts.reduce((sum, [, available]) => sum + Math.max(0, -available), minimums[currency] ?? 0)
    for (const [sourceType, available] of parts.toSorted(
      ([a], [b]) => Number(b === 'card') - Number(a === 'card'),
    )) {
      const whole = available - Math.min(Math.max(0, available), keep)
      keep -= Math.min(Math.max(0, available), keep)
      const amount = currency === 'huf' || currency === 'twd' ? whole - (whole % 100) : whole
      if (amount < LEAST) continue
      const { booked, withheld, kept } = keepBack(scope, currency, sourceType, available - amount)
      const transactions = [...unpaid(account, currency, sourceType, candidates), ...booked]
      const payout = makePayout(scope, { amount, currency, destination, sourceType, automatic: true })
      account.put('payout_content', { id: payout.id, transactions, withheld, kept })
    }
  }
}

export const payoutSchedule: Resource = {
  routes: [],
  actions: {
    'payouts.run': (scope) => {
      const { account, world, now } = scope
      const own = accountOf(account)
      if (!own) return
      const mayPay = account.id === world.platformId || own.payouts_enabled
      const { schedule } = settingsOf(account).payments.payouts ?? {}
      if (mayPay && isPayoutDay(schedule ?? null, now)) payOut(scope)
      world.at(account.id, nextRun(now), 'payouts.run', account.id)
    },
  },
}
