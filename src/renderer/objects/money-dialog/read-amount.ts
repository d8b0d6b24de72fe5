import {
  compare,
  displayDigits,
  type Money,
  type MoneyParseFailure,
  parseMoney,
  smallestStep,
} from '../../../shared/money.ts'

export type AmountProblem = MoneyParseFailure | 'no_decimals' | 'zero' | 'exceeds'

export type ReadAmount =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly problem: AmountProblem }

/** Reads an amount to move: more than nothing, at most `most` where there is a most, exact in its currency. */
export function readAmount(typed: string, currency: string, most: Money | null): ReadAmount {
  const parsed = parseMoney(typed, currency)
  if (!parsed.ok) {
    const noDecimals = parsed.reason === 'too_many_digits' && displayDigits(currency) === 0
    return { ok: false, problem: noDecimals ? 'no_decimals' : parsed.reason }
  }
  if (parsed.money.amount === 0) return { ok: false, problem: 'zero' }
  if (most !== null && compare(parsed.money, most) > 0) return { ok: false, problem: 'exceeds' }
  return parsed
}

/** The smallest step Stripe takes in this currency, as money. */
export function stepOf(currency: string): Money {
  return { amount: smallestStep(currency), currency }
}
