import {
  displayDigits,
  money,
  type MoneyParseFailure,
  parseMoney,
  smallestStep,
  toDecimal,
} from '../money.ts'
import type { SearchValue } from './ast.ts'
import { refuse, type Span } from './errors.ts'
import type { ComparisonOperator, SearchField } from './field.ts'
import { isSubstringLongEnough, SUBSTRING_MINIMUM, SUBSTRING_MINIMUM_CJK } from './text.ts'
import { parsePeriod } from './time.ts'

const WHOLE = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const AMOUNT_THEN_CURRENCY = /^([+-]?)([\d.,' ]*\d\.?) ?([a-z]{3,5})$/i
const CURRENCY_THEN_AMOUNT = /^([a-z]{3,5}) ?([+-]?)([\d.,' ]*\d\.?)$/i

/** Reads what stands after an operator as a value of `field`, or refuses it by name. */
export function readValue(
  field: SearchField,
  operator: ComparisonOperator,
  text: string,
  span: Span,
): SearchValue {
  switch (field.kind) {
    case 'string':
    case 'token':
    case 'enum':
    case 'metadata':
      return readText(operator, text, span)
    case 'boolean':
      return readBoolean(field, text, span)
    case 'number':
      return readNumber(field, text, span)
    case 'money':
      return readMoney(field, text, span)
    case 'time':
      return readTime(field, text, span)
  }
}

function readText(operator: ComparisonOperator, text: string, span: Span): SearchValue {
  if (operator === '~' && !isSubstringLongEnough(text)) {
    refuse('substring_too_short', span, ['<text>'], {
      minimum: SUBSTRING_MINIMUM,
      minimumCjk: SUBSTRING_MINIMUM_CJK,
    })
  }
  return { kind: 'string', text }
}

function readBoolean(field: SearchField, text: string, span: Span): SearchValue {
  const word = text.toLowerCase()
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' }
  return refuse('boolean_expected', span, ['true', 'false', 'null'], { field: field.name })
}

function readNumber(field: SearchField, text: string, span: Span): SearchValue {
  const digits = text.normalize('NFKC').trim()
  if (!DECIMAL.test(digits)) refuse('number_expected', span, ['<number>', 'null'], { field: field.name })
  return { kind: 'number', value: safe(Number(digits), field, span) }
}

function readMoney(field: SearchField, text: string, span: Span): SearchValue {
  const typed = text.normalize('NFKC').trim()
  if (WHOLE.test(typed)) return { kind: 'number', value: safe(Number(typed), field, span) }
  const first = AMOUNT_THEN_CURRENCY.exec(typed)
  if (first) return readMajor(field, span, first[1], first[2], first[3])
  const last = CURRENCY_THEN_AMOUNT.exec(typed)
  if (last) return readMajor(field, span, last[2], last[3], last[1])
  const code = DECIMAL.test(typed) ? 'whole_number_expected' : 'number_expected'
  return refuse(code, span, ['<whole number>', '<amount>', 'null'], { field: field.name })
}

function readMajor(
  field: SearchField,
  span: Span,
  sign: string | undefined,
  digits = '',
  currency = '',
): SearchValue {
  const parsed = parseMoney(digits, currency.toLowerCase())
  if (!parsed.ok) {
    return refuseMajor(field, span, currency.toLowerCase(), parsed.reason)
  }
  const amount = sign === '-' ? 0 - parsed.money.amount : parsed.money.amount
  return { kind: 'money', money: { amount, currency: parsed.money.currency } }
}

function refuseMajor(field: SearchField, span: Span, currency: string, reason: MoneyParseFailure): never {
  const code = currency.toUpperCase()
  const digits = displayDigits(currency)
  const example = `12${digits === 0 ? '' : '.5'.padEnd(digits + 1, '0')}`
  return refuse('amount_invalid', span, [`"${example} ${code}"`], {
    field: field.name,
    currency: code,
    reason,
    digits,
    step: toDecimal(money(smallestStep(currency), currency)),
  })
}

function readTime(field: SearchField, text: string, span: Span): SearchValue {
  const typed = text.normalize('NFKC').trim()
  const period = parsePeriod(typed)
  if (period !== null) return { kind: 'period', period }
  if (WHOLE.test(typed)) return { kind: 'seconds', seconds: safe(Number(typed), field, span) }
  return refuse('time_expected', span, ['<date>', '<whole number>', 'null'], { field: field.name })
}

/** Beyond the safe integers a number would be silently another one. */
function safe(value: number, field: SearchField, span: Span): number {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    refuse('number_too_large', span, ['<number>'], { field: field.name })
  }
  return value === 0 ? 0 : value
}
