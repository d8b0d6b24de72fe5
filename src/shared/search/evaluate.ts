import { isMeant, readAmountClue } from './amount-clue.ts'
import type { Comparison, SearchNode, SearchValue } from './ast.ts'
import { calendarZone, type ComparisonOperator, type SearchField } from './field.ts'
import {
  isPresent,
  type JsonObject,
  readBoolean,
  readCurrency,
  readNumber,
  readText,
  searchableWords,
} from './read.ts'
import { foldText } from './text.ts'
import { periodRange } from './time.ts'

export interface EvaluationContext {
  /** The fields of the objects' type: where free words are looked for. */
  readonly fields: readonly SearchField[]
  /** IANA name of the zone whose calendar the query's dates mean. */
  readonly zone: string
}

export type SearchPredicate = (object: JsonObject) => boolean

/**
 * The plain meaning of a query, one object at a time: what every faster way of searching must agree with.
 * A comparison is false where the value is absent, so that its negation is true there.
 * Throws RangeError on an unknown zone.
 */
export function searchPredicate(node: SearchNode, context: EvaluationContext): SearchPredicate {
  switch (node.kind) {
    case 'all':
      return () => true
    case 'and': {
      const operands = node.operands.map((operand) => searchPredicate(operand, context))
      return (object) => operands.every((matches) => matches(object))
    }
    case 'or': {
      const operands = node.operands.map((operand) => searchPredicate(operand, context))
      return (object) => operands.some((matches) => matches(object))
    }
    case 'not': {
      const matches = searchPredicate(node.operand, context)
      return (object) => !matches(object)
    }
    case 'text':
      return textPredicate(node.text, context.fields)
    case 'null':
      return (object) => !isPresent(object, node.field, node.key)
    case 'comparison':
      return comparisonPredicate(node, node.value, context.zone)
  }
}

function textPredicate(text: string, fields: readonly SearchField[]): SearchPredicate {
  const clue = foldText(text)
  const meanings = readAmountClue(text)
  return (object) => {
    const { texts, amounts } = searchableWords(object, fields)
    return (
      texts.some((candidate) => candidate.includes(clue)) ||
      amounts.some(({ amount, currency }) => isMeant(meanings, amount, currency))
    )
  }
}

function comparisonPredicate(
  { field, key, operator }: Comparison,
  value: SearchValue,
  zone: string,
): SearchPredicate {
  switch (value.kind) {
    case 'string': {
      const wanted = foldText(value.text)
      return (object) => {
        const text = readText(object, field, key)
        if (text === null) return false
        return operator === '~' ? foldText(text).includes(wanted) : foldText(text) === wanted
      }
    }
    case 'boolean':
      return (object) => readBoolean(object, field) === value.value
    case 'number':
      return rangePredicate(field, operator, value.value, value.value)
    case 'money': {
      const { amount, currency } = value.money
      const matches = rangePredicate(field, operator, amount, amount)
      return (object) => readCurrency(object, field) === currency && matches(object)
    }
    case 'seconds':
      return rangePredicate(field, operator, value.seconds, value.seconds)
    case 'period': {
      const { from, to } = periodRange(value.period, calendarZone(field, zone))
      // Stripe's times are whole seconds, so the period's last one is inclusive.
      return rangePredicate(field, operator, from, to - 1)
    }
  }
}

/** Compares with everything from `first` to `last`, which for a number are the same. */
function rangePredicate(
  field: SearchField,
  operator: ComparisonOperator,
  first: number,
  last: number,
): SearchPredicate {
  const compare = (value: number): boolean => {
    switch (operator) {
      case ':':
        return value >= first && value <= last
      case '>':
        return value > last
      case '<':
        return value < first
      case '>=':
        return value >= first
      case '<=':
        return value <= last
      case '~':
        return false
    }
  }
  return (object) => {
    const value = readNumber(object, field)
    return value !== null && compare(value)
  }
}
