import type { Stripe } from 'stripe'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import type { RefundPreview } from '../../../shared/features/refunds/contract.ts'
import { knownMoney, type Money, toldMoney } from '../../../shared/money.ts'
import {
  type RefundState,
  readPayment,
  readRefundState,
  refundBlockers,
  unpaidBlocker,
} from '../../operations/kinds/refund-state.ts'
import { moneyAtStripe } from '../../operations/kinds/common.ts'
import { mapStripeError } from '../../stripe/errors.ts'

/** Card networks may refuse what is older; seconds. */
const OLD_PAYMENT = 180 * 86_400

async function readBalance(stripe: Stripe): Promise<Stripe.Balance | null> {
  try {
    return await stripe.balance.retrieve()
  } catch (error) {
    const mapped = mapStripeError(error)
    if (mapped.failure.code === 'permission_missing') return null
    throw mapped
  }
}

function settlement(charge: Stripe.Charge): Stripe.BalanceTransaction | null {
  return typeof charge.balance_transaction === 'string' ? null : charge.balance_transaction
}

function partOf(
  balance: Stripe.Balance | null,
  part: RefundPreview['fundedFrom'],
  currency: string | undefined,
): Money | null {
  const entry = balance?.[part].find((each) => each.currency === currency)
  return entry === undefined ? null : knownMoney(toldMoney(entry.amount, entry.currency))
}

function methodOf(charge: Stripe.Charge): string | null {
  const details = charge.payment_method_details
  if (details === null) return null
  const { card } = details
  return card === undefined
    ? details.type
    : [card.brand, card.last4 && `•••• ${card.last4}`].filter(Boolean).join(' ')
}

const idOf = (value: string | { readonly id: string } | null | undefined): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : value.id

function connectOf(charge: Stripe.Charge): RefundPreview['connect'] {
  const destination = idOf(charge.transfer_data?.destination)
  const transfer = idOf(charge.transfer)
  const fee = charge.application_fee_amount
  if (destination === null && transfer === null && fee === null) return null
  const transferred = charge.transfer_data?.amount ?? (transfer === null ? null : charge.amount)
  return {
    destination,
    transfer,
    transferred: transferred === null ? null : moneyAtStripe(transferred, charge.currency),
    applicationFee: fee === null ? null : moneyAtStripe(fee, charge.currency),
  }
}

type Funding = 'fundedFrom' | 'available' | 'pendingBalance'

/** Money that a payment has not yet made available pays for its refund; otherwise what is available does. */
function fundingOf(
  balance: Stripe.Balance | null,
  transaction: Stripe.BalanceTransaction | null,
): Pick<RefundPreview, Funding> {
  return {
    fundedFrom: transaction?.status === 'pending' ? 'pending' : 'available',
    available: partOf(balance, 'available', transaction?.currency),
    pendingBalance: partOf(balance, 'pending', transaction?.currency),
  }
}

function warningsOf(
  state: RefundState,
  { fundedFrom, available, exchangeRate, similar }: Pick<RefundPreview, Funding | 'exchangeRate' | 'similar'>,
): RefundPreview['warnings'] {
  const needed = state.remaining.amount * (exchangeRate ?? 1)
  const isShort = fundedFrom === 'available' && available !== null && available.amount < needed
  const old = Date.now() / 1000 - state.charge.created > OLD_PAYMENT
  return [
    ...(isShort ? (['balance_short'] as const) : []),
    ...(state.disputes.some((dispute) => dispute.is_charge_refundable) ? (['inquiry_open'] as const) : []),
    ...(old ? (['old_payment'] as const) : []),
    ...(similar.length > 0 ? (['recent_similar'] as const) : []),
  ]
}

const previewOfUnpaid = (payment: string, intent: Stripe.PaymentIntent): RefundPreview => ({
  payment,
  charge: null,
  captured: moneyAtStripe(0, intent.currency),
  alreadyRefunded: moneyAtStripe(0, intent.currency),
  remaining: moneyAtStripe(0, intent.currency),
  feeKept: null,
  fundedFrom: 'available',
  available: null,
  pendingBalance: null,
  exchangeRate: null,
  customerName: null,
  method: null,
  connect: null,
  similar: [],
  blockers: [unpaidBlocker(intent).failure],
  warnings: [],
})

/** A payment as it is now, and what a refund of it would do; `state` is null where nothing was paid. */
export interface Previewed {
  readonly preview: RefundPreview
  readonly state: RefundState | null
}

/** Reads a payment afresh and says what a refund of it would do and what stands in its way. */
export async function previewRefund(
  stripe: Stripe,
  payment: string,
  similarTo: (charge: string) => readonly Operation[],
): Promise<Previewed> {
  const [found, balance] = await Promise.all([readPayment(stripe, payment), readBalance(stripe)])
  if (found.charge === null) return { state: null, preview: previewOfUnpaid(payment, found.unpaid) }
  const { charge } = found
  const state = await readRefundState(stripe, charge)
  const transaction = settlement(charge)
  const funding = fundingOf(balance, transaction)
  const exchangeRate = transaction?.exchange_rate ?? null
  const similar = similarTo(charge.id)
  return {
    state,
    preview: {
      payment,
      charge: charge.id,
      captured: state.captured,
      alreadyRefunded: state.alreadyRefunded,
      remaining: state.remaining,
      feeKept: transaction === null ? null : moneyAtStripe(transaction.fee, transaction.currency),
      ...funding,
      exchangeRate,
      customerName: charge.billing_details.name ?? charge.billing_details.email,
      method: methodOf(charge),
      connect: connectOf(charge),
      similar: [...similar],
      blockers: refundBlockers(state).map((blocker) => blocker.failure),
      warnings: warningsOf(state, { ...funding, exchangeRate, similar: [...similar] }),
    },
  }
}
