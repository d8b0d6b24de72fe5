import type {
  BulkPlan,
  BulkPlanRow,
  BulkProblem,
  BulkSource,
} from '../../shared/features/bulk-refunds/contract.ts'
import { type RefundReason, refundReasonSchema } from '../../shared/features/refunds/contract.ts'
import {
  type Money,
  add,
  isUnitKnown,
  money,
  parseMoney,
  subtract,
  toDecimal,
  UNKNOWN_CURRENCY,
} from '../../shared/money.ts'
import type { FindPayments, RefundablePayment } from './payments.ts'
import { problem } from './problem.ts'
import { type CsvRows, type RawRow, readCsv } from './read-csv.ts'

export interface DryRunServices {
  readonly findPayments: FindPayments
  /** What other batches that are under way still mean to refund on a charge, in minor units of its currency. */
  readonly reservedOn: (charge: string) => number
}

/** Checks every row of a bulk refund, names every problem, and adds up what is left. Sends nothing. */
export async function dryRun(source: BulkSource, services: DryRunServices): Promise<BulkPlan> {
  const read = rowsOf(source)
  if (!read.ok) return { read: 0, rows: [], problems: read.problems, totals: [] }
  const targets = [...new Set(read.rows.map(({ target }) => target))].filter((target) => target !== '')
  const found = await services.findPayments(targets)
  const check = new RowCheck(found, services.reservedOn)
  const rows = read.rows.flatMap((row) => check.plan(row) ?? [])
  const problems = [...read.problems, ...check.problems].toSorted((a, b) => a.line - b.line)
  return { read: read.rows.length, rows, problems, totals: totalsOf(rows.map(({ amount }) => amount)) }
}

/** How many and how much, per currency, never across. */
export function totalsOf(amounts: readonly Money[]): BulkPlan['totals'] {
  return [...Map.groupBy(amounts, ({ currency }) => currency)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, those]) => ({ count: those.length, total: those.reduce(add, money(0, currency)) }))
}

function rowsOf(source: BulkSource): CsvRows {
  if (source.type === 'csv') return readCsv(source.bytes)
  const rows = source.targets.map((target, index) => ({
    line: index + 1,
    target,
    amount: '',
    currency: '',
    reason: source.reason ?? '',
  }))
  return rows.length === 0 ? { ok: false, problems: [problem(0, 'empty')] } : { ok: true, rows, problems: [] }
}

/** What is left of a charge after the rows before, and the first of them. */
interface Left {
  readonly remaining: Money
  readonly line: number
}

/** Checks row after row; rows on one charge share what remains of it. */
class RowCheck {
  readonly problems: BulkProblem[] = []
  readonly #found: ReadonlyMap<string, readonly RefundablePayment[]>
  readonly #reservedOn: (charge: string) => number
  readonly #left = new Map<string, Left>()

  constructor(
    found: ReadonlyMap<string, readonly RefundablePayment[]>,
    reservedOn: (charge: string) => number,
  ) {
    this.#found = found
    this.#reservedOn = reservedOn
  }

  /** The row as it can be refunded, or null with every problem named. */
  plan(row: RawRow): BulkPlanRow | null {
    const reason = this.#reason(row)
    const payment = this.#payment(row)
    if (payment === null) return null
    const { currency } = payment.captured
    const rightCurrency = row.currency === '' || row.currency.toLowerCase() === currency
    if (!rightCurrency) this.#name(row, 'currency_wrong', 'currency', { expected: currency })
    if (!this.#refundable(row, payment)) return null
    const before = this.#left.get(payment.charge)
    const remaining = before?.remaining ?? this.#remaining(payment)
    const amount = this.#amount(row, remaining, before)
    if (amount === null || reason === undefined || !rightCurrency) return null
    if (before !== undefined) {
      const params = { first: before.line, charge: payment.charge }
      this.problems.push(
        problem(row.line, 'target_twice', {
          severity: 'warning',
          column: 'target',
          value: row.target,
          params,
        }),
      )
    }
    const line = before?.line ?? row.line
    this.#left.set(payment.charge, { remaining: subtract(remaining, amount), line })
    return { line: row.line, target: row.target, charge: payment.charge, amount, reason }
  }

  #payment(row: RawRow): RefundablePayment | null {
    const payments = this.#found.get(row.target) ?? []
    const [payment] = payments
    if (row.target === '') this.#name(row, 'target_missing', 'target')
    else if (payment === undefined) this.#name(row, 'target_unknown', 'target')
    else if (payments.length > 1) {
      const charges = payments.slice(0, 5).map(({ charge }) => charge)
      this.#name(row, 'order_ambiguous', 'target', { count: payments.length, charges: charges.join(', ') })
    } else return payment
    return null
  }

  #refundable(row: RawRow, payment: RefundablePayment): boolean {
    if (payment.captured.currency === UNKNOWN_CURRENCY) this.#name(row, 'currency_unknown', 'target')
    else if (!payment.isCaptured) this.#name(row, 'not_captured', 'target')
    else if (payment.isDisputed) this.#name(row, 'disputed', 'target')
    else if (subtract(payment.captured, payment.refunded).amount <= 0)
      this.#name(row, 'already_refunded', 'target')
    else return true
    return false
  }

  #remaining({ charge, captured, refunded }: RefundablePayment): Money {
    const left = subtract(captured, refunded)
    return money(Math.max(0, left.amount - this.#reservedOn(charge)), left.currency)
  }

  #amount(row: RawRow, remaining: Money, before: Left | undefined): Money | null {
    const { currency } = remaining
    // Whoever wrote the file may have meant whole coins.
    if (row.amount !== '' && !isUnitKnown(currency)) {
      this.#name(row, 'amount_unit_unknown', 'amount', { currency })
      return null
    }
    const parsed =
      row.amount === '' ? ({ ok: true, money: remaining } as const) : parseMoney(row.amount, currency)
    if (!parsed.ok) {
      // An empty cell means all that remains and is never parsed; spaces of other widths come here.
      const code = parsed.reason === 'empty' ? 'amount_not_a_number' : (`amount_${parsed.reason}` as const)
      this.#name(row, code, 'amount', { currency })
      return null
    }
    const isTooMuch = parsed.money.amount > remaining.amount || remaining.amount === 0
    if (isTooMuch) {
      this.#name(row, 'exceeds_remaining', 'amount', {
        remaining: toDecimal(remaining),
        currency,
        ...(before === undefined ? {} : { first: before.line }),
      })
      return null
    }
    if (parsed.money.amount === 0) {
      this.#name(row, 'amount_zero', 'amount')
      return null
    }
    return parsed.money
  }

  /** Null for none, undefined for one that Stripe does not know. */
  #reason(row: RawRow): RefundReason | null | undefined {
    if (row.reason === '') return null
    const parsed = refundReasonSchema.safeParse(row.reason.toLowerCase().replaceAll(/[\s-]+/gu, '_'))
    if (parsed.success) return parsed.data
    this.#name(row, 'reason_unknown', 'reason')
    return undefined
  }

  #name(
    row: RawRow,
    code: BulkProblem['code'],
    column: NonNullable<BulkProblem['column']>,
    params: BulkProblem['params'] = {},
  ): void {
    this.problems.push(problem(row.line, code, { column, value: row[column].slice(0, 200), params }))
  }
}
