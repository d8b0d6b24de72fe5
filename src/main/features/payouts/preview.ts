import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../../shared/errors.ts'
import type {
  PayoutDestination,
  PayoutPreview,
  payoutsContract,
} from '../../../shared/features/payouts/contract.ts'
import type { ParsedInputOf } from '../../../shared/ipc.ts'
import { money } from '../../../shared/money.ts'
import { actingOn, availableOf, readIfAllowed } from '../../operations/kinds/common.ts'
import { destinationLabel, readDestinations } from '../../operations/kinds/payout-state.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { given } from '../command.ts'
import type { AccountContext } from '../context.ts'

type PreviewInput = ParsedInputOf<(typeof payoutsContract)['preview']>
type PayoutOrder = Omit<PreviewInput, 'account' | 'amount'>

const DAY = 86_400
/** How long money may stay before it must be paid out, days (https://docs.stripe.com/payouts#manual-payouts). */
const HOLDING_DAYS: Readonly<Record<string, number>> = { US: 730, TH: 10 }
const HOLDING_DAYS_ELSEWHERE = 90
/** The operator is warned this long before, seconds. */
const SOON = 7 * DAY

/** A payout's parameters under Stripe's names. */
export function payoutParams({ method, destination, sourceType, connectedAccount }: PayoutOrder): object {
  return {
    method,
    ...given('destination', destination),
    ...given('source_type', sourceType),
    ...given('connected_account', connectedAccount),
  }
}

function destinationOf(each: Stripe.BankAccount | Stripe.Card): readonly PayoutDestination[] {
  if (each.currency === null || each.currency === undefined) return []
  return [
    {
      id: each.id,
      type: each.object,
      label: destinationLabel(each),
      currency: each.currency,
      isDefault: each.default_for_currency === true,
      methods: [...(each.available_payout_methods ?? ['standard'])],
      status: each.status ?? null,
    },
  ]
}

/** Reads balance, destinations and schedule afresh, and says what a payout would do and what stands in its way. */
export async function previewPayout(context: AccountContext, input: PreviewInput): Promise<PayoutPreview> {
  const { amount, connectedAccount } = input
  const { currency } = amount
  const stripe = context.stripe()
  const on = actingOn(connectedAccount)
  try {
    const [balance, destinations, settings, owner, checked] = await Promise.all([
      stripe.balance.retrieve({}, on),
      readDestinations(stripe, connectedAccount),
      readIfAllowed(() => stripe.balanceSettings.retrieve({}, on)),
      connectedAccount === null ? null : readIfAllowed(() => stripe.accounts.retrieve(connectedAccount)),
      checkAmount(context, input),
    ])
    const available = availableOf(balance, currency)
    const instant = balance.instant_available?.find((each) => each.currency === currency)
    const entry = balance.available.find((each) => each.currency === currency)
    const country = owner?.country ?? context.profile.country ?? ''
    const holdingDays = HOLDING_DAYS[country] ?? HOLDING_DAYS_ELSEWHERE
    // The mirror knows the ages of the account's own money only.
    const oldest =
      connectedAccount === null
        ? await context.query('payouts.oldestAvailable', { currency, available: available.amount })
        : null
    const payOutBy = oldest === null ? null : oldest + holdingDays * DAY
    const interval = settings?.payments?.payouts?.schedule?.interval ?? null
    const shown = destinations?.flatMap(destinationOf) ?? null
    const now = context.money.now()
    return {
      currency,
      available,
      instantAvailable: instant === undefined ? null : money(instant.amount, currency),
      sourceTypes: Object.entries(entry?.source_types ?? {}).flatMap(([type, value]) =>
        typeof value === 'number' ? [{ type, amount: money(value, currency) }] : [],
      ),
      balanceAfter: money(available.amount - amount.amount, currency),
      destinations: shown,
      automatic: settings === null ? null : interval !== null && interval !== 'manual',
      payOutBy,
      holdingDays,
      warnings: [
        ...(payOutBy !== null && payOutBy - now < SOON ? (['pay_out_soon'] as const) : []),
        ...(interval !== null && interval !== 'manual' ? (['automatic_schedule'] as const) : []),
        ...(checked.similar.length > 0 || checked.guarded?.similar ? (['recent_similar'] as const) : []),
        ...(shown?.some(({ status }) => status === 'errored') === true
          ? (['destination_errored'] as const)
          : []),
      ],
      similar: [...checked.similar],
      blockers: [...checked.blockers],
    }
  } catch (error) {
    throw mapStripeError(error)
  }
}

/** An amount that is still being typed may be none; then only the rest is shown. */
async function checkAmount(context: AccountContext, { amount, ...input }: PreviewInput) {
  if (amount.amount <= 0) {
    const failure = new CounterfoilError('amount_invalid', 'No amount', {
      field: 'amount',
      params: { currency: amount.currency, step: 1 },
    }).failure
    return { similar: [], blockers: [failure], guarded: null }
  }
  const params = { ...payoutParams(input), amount: amount.amount, currency: amount.currency }
  return await context.money.submissions.check({ kind: 'payout', amount, params })
}
