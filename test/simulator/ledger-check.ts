import { expect } from 'vitest'
import type { Api } from '../../src/simulator/api.ts'
import { convert, settlement } from '../../src/simulator/money/fees.ts'
import type { AccountStore } from '../../src/simulator/world/account.ts'
import { idOf } from '../../src/simulator/world/tables.ts'

class Sums {
  readonly of = new Map<string, number>()
  add(key: string, amount: number): void {
    this.of.set(key, (this.of.get(key) ?? 0) + amount)
  }
  get nonZero(): Record<string, number> {
    return Object.fromEntries([...this.of].filter(([, amount]) => amount !== 0))
  }
}

/** Sums an account's transactions again and compares with its running totals, in all and per source type. */
function checkTotals(api: Api, account: AccountStore): void {
  const now = api.world.clock.now()
  const sums = new Sums()
  for (const t of account.table('balance_transaction').values()) {
    expect(t.net).toBe(t.amount - t.fee)
    expect(t.fee).toBe(t.fee_details.reduce((sum, one) => sum + one.amount, 0))
    const state = t.available_on <= now ? 'available' : 'pending'
    expect(t.status).toBe(state)
    sums.add(`${t.currency}/${account.ledger.sourceTypeOf(t.id)}/${state}`, t.net)
  }
  const totals = new Sums()
  for (const currency of account.ledger.currencies())
    for (const [type, { available, pending }] of account.ledger.sourceTypes(currency)) {
      totals.add(`${currency}/${type}/available`, available)
      totals.add(`${currency}/${type}/pending`, pending)
    }
  expect(totals.nonZero).toEqual(sums.nonZero)
}

/** Checks each object against the money it moved. */
function checkObjects(account: AccountStore): void {
  for (const charge of account.table('charge').values()) {
    const refunded = account
      .table('refund')
      .find(`charge:${charge.id}`)
      .filter((r) => r.status !== 'failed' && r.status !== 'canceled')
      .reduce((sum, r) => sum + r.amount, 0)
    const released = charge.captured
      ? charge.amount - charge.amount_captured
      : charge.refunded
        ? charge.amount
        : 0
    expect(charge.amount_refunded).toBe(
      charge.status === 'failed' || charge.status === 'pending' ? 0 : refunded + released,
    )
    expect(charge.amount_refunded).toBeLessThanOrEqual(charge.amount)
    const collected = charge.captured && charge.status === 'succeeded'
    const transaction = account.get('balance_transaction', idOf(charge.balance_transaction) ?? '')
    expect(transaction?.source).toBe(collected ? charge.id : undefined)
  }
  for (const transfer of account.table('transfer').values()) {
    const reversed = account
      .table('transfer_reversal')
      .find(`transfer:${transfer.id}`)
      .reduce((sum, one) => sum + one.amount, 0)
    expect(transfer.amount_reversed).toBe(reversed)
    expect(reversed).toBeLessThanOrEqual(transfer.amount)
    expect(transfer.reversed).toBe(reversed === transfer.amount)
  }
  for (const fee of account.table('application_fee').values()) {
    const refunded = account
      .table('fee_refund')
      .find(`fee:${fee.id}`)
      .reduce((sum, one) => sum + one.amount, 0)
    expect(fee.amount_refunded).toBe(refunded)
    expect(refunded).toBeLessThanOrEqual(fee.amount)
  }
  for (const payout of account.table('payout').values()) {
    const moved = account
      .table('balance_transaction')
      .find(`source:${payout.id}`)
      .reduce((sum, t) => sum + t.amount, 0)
    const fee = account.get('balance_transaction', idOf(payout.balance_transaction) ?? '')?.fee ?? 0
    expect(moved).toBe(payout.status === 'failed' || payout.status === 'canceled' ? fee : -payout.amount)
    const content = account.get('payout_content', payout.id)
    if (content === undefined) continue
    const net = content.transactions.reduce(
      (sum, id) => sum + (account.get('balance_transaction', id)?.net ?? Number.NaN),
      0,
    )
    expect(net).toBe(payout.amount)
  }
}

const INTERNAL = new Set(['transfer', 'transfer_refund', 'application_fee', 'application_fee_refund'])

/** What went from account to account adds up to nothing, and all there is came from outside. */
function checkConservation(api: Api): void {
  const internal = new Sums()
  const held = new Sums()
  const outside = new Sums()
  for (const account of api.world.accounts.values()) {
    const isTransfer = (id: string | undefined) => account.get('charge', id ?? '')?.source_transfer !== null
    for (const t of account.table('balance_transaction').values()) {
      held.add(t.currency, t.net)
      const source = idOf(t.source)
      const charge = t.type === 'payment' ? source : idOf(account.get('refund', source ?? '')?.charge)
      const between =
        INTERNAL.has(t.type) ||
        (t.type === 'adjustment' && t.reporting_category === 'fee') ||
        ((t.type === 'payment' || t.type === 'payment_refund') && isTransfer(charge))
      if (between) internal.add(t.currency, t.amount)
      for (const one of t.fee_details)
        if (one.type === 'application_fee') internal.add(t.currency, -one.amount)
        else outside.add(t.currency, -one.amount)
      if (t.type === 'payout_failure' || t.type === 'payout_cancel') {
        const payout = account.get('payout', source ?? '')
        outside.add(t.currency, t.amount - (payout?.amount ?? 0))
      }
    }
    for (const charge of account.table('charge').values()) {
      if (charge.source_transfer || !charge.balance_transaction) continue
      const { currency, rate } = settlement(charge.currency)
      outside.add(currency, convert(charge.amount_captured, rate))
    }
    for (const refund of account.table('refund').values()) {
      const gone = refund.status !== 'failed' && refund.status !== 'canceled' && refund.balance_transaction
      if (!gone || refund.source_transfer_reversal) continue
      const { currency, rate } = settlement(refund.currency)
      outside.add(currency, -convert(refund.amount, rate))
    }
    for (const dispute of account.table('dispute').values()) {
      const inquiry = dispute.status.startsWith('warning')
      expect(dispute.balance_transactions).toHaveLength(inquiry ? 0 : dispute.status === 'won' ? 2 : 1)
      if (inquiry || dispute.status === 'won') continue
      const { currency, rate } = settlement(dispute.currency)
      outside.add(currency, -convert(dispute.amount, rate))
    }
    for (const payout of account.table('payout').values())
      if (payout.status !== 'failed' && payout.status !== 'canceled')
        outside.add(payout.currency, -payout.amount)
    for (const topup of account.table('topup').values())
      if (topup.status === 'succeeded') outside.add(topup.currency, topup.amount)
  }
  expect(internal.nonZero).toEqual({})
  expect(held.nonZero).toEqual(outside.nonZero)
}

/** What customers have sent is either still theirs or has paid for something, payment by payment. */
function checkCash(account: AccountStore): void {
  const [available, paid, returned] = [new Sums(), new Sums(), new Sums()]
  for (const t of account.table('customer_cash_balance_transaction').values()) {
    available.add(`${idOf(t.customer)}/${t.currency}`, t.net_amount)
    const payment = t.applied_to_payment?.payment_intent ?? t.unapplied_from_payment?.payment_intent
    if (payment) paid.add(idOf(payment) ?? '', -t.net_amount)
    if (t.refunded_from_payment) returned.add(idOf(t.refunded_from_payment.refund) ?? '', t.net_amount)
    expect(t.ending_balance).toBeGreaterThanOrEqual(0)
  }
  const held = new Sums()
  for (const { id, available: cash } of account.table('cash_balance').values())
    for (const [currency, amount] of Object.entries(cash ?? {})) held.add(`${id}/${currency}`, amount)
  expect(held.nonZero).toEqual(available.nonZero)
  for (const intent of account.table('payment_intent').values()) {
    const charge = account.get('charge', idOf(intent.latest_charge) ?? '')
    const left = intent.next_action?.display_bank_transfer_instructions?.amount_remaining
    const byCash = charge?.payment_method_details?.type === 'customer_balance'
    expect(paid.of.get(intent.id) ?? 0).toBe(
      byCash ? charge.amount : typeof left === 'number' ? intent.amount - left : 0,
    )
  }
  for (const [id, amount] of returned.of) expect(account.get('refund', id)?.amount).toBe(amount)
}

/** Everything that must hold of money, whatever has happened. */
export function checkBooks(api: Api): void {
  for (const account of api.world.accounts.values()) {
    checkTotals(api, account)
    checkObjects(account)
    checkCash(account)
  }
  checkConservation(api)
}
