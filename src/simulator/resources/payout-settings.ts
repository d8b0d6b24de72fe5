import type Stripe from 'stripe'
import type { AccountStore } from '../world/account.ts'

/** The payout settings every account starts with: all that is available, every weekday. */
export const payoutSettings = (
  interval: 'daily' | 'manual' = 'daily',
  minimums: Readonly<Record<string, number>> | null = null,
): Stripe.BalanceSettings => ({
  object: 'balance_settings',
  payments: {
    debit_negative_balances: true,
    payouts: {
      automatic_transfer_rules_by_currency: null,
      minimum_balance_by_currency: minimums && { ...minimums },
      schedule: { interval },
      statement_descriptor: null,
      status: 'enabled',
    },
    settlement_timing: { delay_days: 2, start_of_day: null },
  },
})

/** An account's balance settings; the platform's are daily payouts too, unless set otherwise. */
export const settingsOf = (store: AccountStore): Stripe.BalanceSettings => {
  const stored = store.get('balance_settings', store.id)
  if (!stored) return payoutSettings()
  const { id: _, ...settings } = stored
  return settings
}

/** The same settings as the account object shows them. */
export function scheduleOf(
  store: AccountStore,
  before: Stripe.Account.Settings.Payouts,
): Stripe.Account.Settings.Payouts {
  const { payments } = settingsOf(store)
  const { schedule, statement_descriptor: descriptor } = payments.payouts ?? {}
  const { interval, monthly_payout_days: monthly, weekly_payout_days: weekly } = schedule ?? {}
  return {
    ...before,
    debit_negative_balances: payments.debit_negative_balances ?? true,
    schedule: {
      delay_days: payments.settlement_timing.delay_days,
      interval: interval ?? 'manual',
      ...(interval === 'monthly' && monthly
        ? { monthly_anchor: monthly[0] ?? 1, monthly_payout_days: monthly }
        : {}),
      ...(interval === 'weekly' && weekly
        ? { weekly_anchor: weekly[0] ?? 'monday', weekly_payout_days: weekly }
        : {}),
    },
    statement_descriptor: descriptor ?? null,
  }
}

/** After how many business days a payment is available. */
export const settlementDelay = (store: AccountStore): number =>
  store.get('balance_settings', store.id)?.payments.settlement_timing.delay_days ?? 2
