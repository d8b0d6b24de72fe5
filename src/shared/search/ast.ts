import type { Money } from '../money.ts'
import type { ComparisonOperator, SearchField } from './field.ts'

/** A field as a query names it; `key` is the metadata key, null on every other kind. */
export interface FieldReference {
  readonly field: SearchField
  readonly key: string | null
}

export type SearchValue =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Also an amount in minor units, of any currency. */
  | { readonly kind: 'number'; readonly value: number }
  /** An amount that also asks for its currency. */
  | { readonly kind: 'money'; readonly money: Money }
  /** Seconds UTC. */
  | { readonly kind: 'seconds'; readonly seconds: number }
  /** A year, month, day, minute or second of the operator's calendar: `2026-03`, `2026-03-01T14:30`. */
  | { readonly kind: 'period'; readonly period: string }

export interface Comparison extends FieldReference {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly value: SearchValue
}

/** The value is absent: Stripe's `field:null`. */
export interface NullTest extends FieldReference {
  readonly kind: 'null'
}

/** Words without a field: half a clue. */
export interface TextTerm {
  readonly kind: 'text'
  readonly text: string
}

export type SearchNode =
  /** What an empty query asks for. */
  | { readonly kind: 'all' }
  /** Two operands or more. */
  | { readonly kind: 'and' | 'or'; readonly operands: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly operand: SearchNode }
  | Comparison
  | NullTest
  | TextTerm
