import type Stripe from 'stripe'
import { invalidParam } from '../wire/errors.ts'
import type { Raw } from '../wire/form.ts'
import {
  anything,
  boolean,
  hash,
  integer,
  isHash,
  listOf,
  oneOf,
  type Read,
  type Reader,
  text,
} from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { reassess } from './account-status.ts'
import { settingsOf } from './payout-settings.ts'

const weekday = oneOf('monday', 'tuesday', 'wednesday', 'thursday', 'friday')
const interval = oneOf('daily', 'manual', 'monthly', 'weekly')

/** `settings[payouts]` of an account. */
export const payoutsShape = {
  debit_negative_balances: boolean(),
  schedule: hash({
    delay_days: text(),
    interval,
    monthly_anchor: integer(),
    monthly_payout_days: listOf(integer()),
    weekly_anchor: weekday,
    weekly_payout_days: listOf(weekday),
  }),
  statement_descriptor: text({ max: 22 }),
} as const

/** Amounts in minor units by currency; an empty text takes one away. */
const amounts = (): Reader<Readonly<Record<string, number | null>> | null> & {
  readonly required: false
} => ({
  read: (raw: Raw, at: string) => {
    if (raw === '') return null
    if (!isHash(raw)) throw invalidParam('Invalid object', at)
    return Object.fromEntries(
      Object.entries(raw).map(([currency, value]) => [
        currency,
        integer({ min: 0 }).read(value, `${at}[${currency}]`),
      ]),
    )
  },
  required: false,
})

const paymentsShape = {
  debit_negative_balances: boolean(),
  payouts: hash({
    automatic_transfer_rules_by_currency: anything(),
    minimum_balance_by_currency: amounts(),
    schedule: hash({ interval, monthly_payout_days: listOf(integer()), weekly_payout_days: listOf(weekday) }),
    statement_descriptor: text({ max: 22 }),
  }),
  settlement_timing: hash({
    delay_days_override: integer(),
    start_of_day: hash({ hour: integer({ min: 0 }), minutes: integer({ min: 0 }), timezone: text() }),
  }),
} as const

interface ScheduleParams {
  readonly interval?: string | null
  readonly monthly_payout_days?: readonly number[] | null
  readonly weekly_payout_days?: readonly string[] | null
}

function schedule(
  before: Stripe.BalanceSettings.Payments.Payouts.Schedule | null,
  sent: ScheduleParams,
  at: string,
): Stripe.BalanceSettings.Payments.Payouts.Schedule {
  const chosen = sent.interval ?? before?.interval ?? 'daily'
  const monthly = sent.monthly_payout_days ?? before?.monthly_payout_days
  const weekly = sent.weekly_payout_days ?? before?.weekly_payout_days
  if (chosen === 'monthly' && (!monthly || monthly.length === 0))
    throw invalidParam(
      `Missing required param: ${at}[monthly_payout_days].`,
      `${at}[monthly_payout_days]`,
      'parameter_missing',
    )
  if (chosen === 'weekly' && (!weekly || weekly.length === 0))
    throw invalidParam(
      `Missing required param: ${at}[weekly_payout_days].`,
      `${at}[weekly_payout_days]`,
      'parameter_missing',
    )
  if (monthly?.some((day) => day < 1 || day > 31))
    throw invalidParam('Payout days must be between 1 and 31.', `${at}[monthly_payout_days]`)
  return {
    interval: chosen,
    ...(chosen === 'monthly' && monthly ? { monthly_payout_days: [...monthly] } : {}),
    ...(chosen === 'weekly' && weekly ? { weekly_payout_days: [...weekly] } : {}),
  }
}

function store(scope: Scope, payments: Stripe.BalanceSettings.Payments): Stripe.BalanceSettings {
  const before = settingsOf(scope.account)
  const after: Stripe.BalanceSettings = { object: 'balance_settings', payments }
  scope.account.put('balance_settings', { id: scope.account.id, ...after })
  emit(scope, 'balance_settings.updated', after, before)
  return after
}

const delay = (
  days: number | null | undefined,
  at: string,
): { delay_days: number; delay_days_override?: number } => {
  if (days === null || days === undefined) return { delay_days: 2 }
  if (days < 2 || days > 31)
    throw invalidParam('The delay must be between 2 and 31 days for this account.', at)
  return { delay_days: days, delay_days_override: days }
}

/** Applies `settings[payouts]` of an account to its balance settings; `scope` is that account's. */
export function changeBalanceSettings(scope: Scope, sent: Read<typeof payoutsShape>): void {
  const { payments } = settingsOf(scope.account)
  const { payouts } = payments
  const plan = sent.schedule
  const days = plan?.delay_days
  const at = 'settings[payouts][schedule]'
  store(scope, {
    ...payments,
    ...(typeof sent.debit_negative_balances === 'boolean'
      ? { debit_negative_balances: sent.debit_negative_balances }
      : {}),
    payouts: payouts && {
      ...payouts,
      ...(plan
        ? {
            schedule: schedule(
              payouts.schedule,
              {
                interval: plan.interval ?? null,
                monthly_payout_days:
                  plan.monthly_payout_days ?? (plan.monthly_anchor ? [plan.monthly_anchor] : null),
                weekly_payout_days:
                  plan.weekly_payout_days ?? (plan.weekly_anchor ? [plan.weekly_anchor] : null),
              },
              at,
            ),
          }
        : {}),
      ...(sent.statement_descriptor === undefined ? {} : { statement_descriptor: sent.statement_descriptor }),
    },
    settlement_timing:
      days === undefined || days === null
        ? payments.settlement_timing
        : {
            start_of_day: payments.settlement_timing.start_of_day,
            ...delay(
              days === 'minimum' ? null : integer().read(days, `${at}[delay_days]`),
              `${at}[delay_days]`,
            ),
          },
  })
}

/** https://docs.stripe.com/api/balance-settings */
export const balanceSettings: Resource = {
  routes: [
    route('GET', '/v1/balance_settings', {}, ({ account }) => settingsOf(account)),
    route('POST', '/v1/balance_settings', { payments: hash(paymentsShape) }, (call) => {
      const { payments } = settingsOf(call.account)
      const sent = call.params.payments ?? {}
      const { payouts } = payments
      const minimum = sent.payouts?.minimum_balance_by_currency
      const kept = Object.entries({ ...payouts?.minimum_balance_by_currency, ...minimum }).flatMap(
        ([c, v]) => (typeof v === 'number' ? [[c, v] as const] : []),
      )
      const timing = sent.settlement_timing
      const start = timing?.start_of_day
      const after = store(call, {
        ...payments,
        ...(typeof sent.debit_negative_balances === 'boolean'
          ? { debit_negative_balances: sent.debit_negative_balances }
          : {}),
        payouts: payouts && {
          ...payouts,
          ...(sent.payouts?.schedule
            ? { schedule: schedule(payouts.schedule, sent.payouts.schedule, 'payments[payouts][schedule]') }
            : {}),
          ...(minimum === undefined
            ? {}
            : {
                minimum_balance_by_currency:
                  minimum === null || kept.length === 0 ? null : Object.fromEntries(kept),
              }),
          ...(sent.payouts?.statement_descriptor === undefined
            ? {}
            : { statement_descriptor: sent.payouts.statement_descriptor }),
        },
        settlement_timing: {
          ...(timing?.delay_days_override === undefined
            ? payments.settlement_timing
            : delay(timing.delay_days_override, 'payments[settlement_timing][delay_days_override]')),
          start_of_day:
            start === undefined
              ? payments.settlement_timing.start_of_day
              : start && {
                  hour: start.hour ?? 0,
                  minutes: start.minutes ?? 0,
                  timezone: start.timezone ?? 'Etc/UTC',
                },
        },
      })
      if (call.account.id !== call.world.platformId) reassess(call)
      return after
    }),
  ],
}
