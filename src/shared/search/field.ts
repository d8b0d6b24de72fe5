/** What a field holds, and so which operators and values it takes. */
export type FieldKind = 'string' | 'token' | 'enum' | 'metadata' | 'boolean' | 'number' | 'money' | 'time'

export const comparisonOperators = [':', '~', '>', '<', '>=', '<='] as const
export type ComparisonOperator = (typeof comparisonOperators)[number]

/** Keys from the object's root to a value. */
export type JsonPath = readonly string[]

export interface SearchField {
  /** As written in a query; Stripe's own name where Stripe's search has the field. */
  readonly name: string
  readonly kind: FieldKind
  /** Where the value lies; the first path that holds one counts, since API versions moved some fields. */
  readonly paths: readonly JsonPath[]
  /** Money only: where the amount's currency lies. */
  readonly currencyPath: JsonPath | null
  /** The value counts as absent unless the number here is above zero. */
  readonly presentWhenPositive: JsonPath | null
  /** Stripe gives a day here, as its midnight UTC: it is the same day wherever the operator is. */
  readonly isDay: boolean
  /** Values to propose; others are valid too, since Stripe adds some. */
  readonly suggestions: readonly string[]
}

const TEXT_OPERATORS = [':', '~'] as const
const ORDER_OPERATORS = [':', '>', '<', '>=', '<='] as const

const OPERATORS: Readonly<Record<FieldKind, readonly ComparisonOperator[]>> = {
  string: TEXT_OPERATORS,
  token: TEXT_OPERATORS,
  enum: TEXT_OPERATORS,
  metadata: TEXT_OPERATORS,
  boolean: [':'],
  number: ORDER_OPERATORS,
  money: ORDER_OPERATORS,
  time: ORDER_OPERATORS,
}

/** The operators that make sense on such a field. */
export function operatorsOf(kind: FieldKind): readonly ComparisonOperator[] {
  return OPERATORS[kind]
}

/** Whether values of such a field are compared as text. */
export function isTextKind(kind: FieldKind): boolean {
  return kind === 'string' || kind === 'token' || kind === 'enum' || kind === 'metadata'
}

interface FieldOptions {
  readonly at?: string
  readonly orAt?: string
  readonly suggestions?: readonly string[]
  readonly currencyPath?: JsonPath
  readonly presentWhenPositive?: JsonPath
  readonly isDay?: boolean
}

/** Declares a field; it lies at its own name, split at the dots, unless `at` (and then `orAt`) say otherwise. */
export function field(kind: FieldKind, name: string, options: FieldOptions = {}): SearchField {
  const paths = [options.at ?? name, ...(options.orAt === undefined ? [] : [options.orAt])]
  return {
    name,
    kind,
    paths: paths.map((path) => path.split('.')),
    currencyPath: kind === 'money' ? (options.currencyPath ?? ['currency']) : null,
    presentWhenPositive: options.presentWhenPositive ?? null,
    isDay: options.isDay ?? false,
    suggestions: options.suggestions ?? (kind === 'boolean' ? ['true', 'false'] : []),
  }
}

/** Declares a field of known words, separated by spaces in `words`. */
export function words(name: string, known: string, options: FieldOptions = {}): SearchField {
  return field('enum', name, { ...options, suggestions: known.split(' ') })
}

/** The zone whose calendar a query's dates mean on such a field; `zone` is the operator's. */
export function calendarZone({ isDay }: SearchField, zone: string): string {
  return isDay ? 'UTC' : zone
}

/** Declares several fields of one kind, each at its own name. */
export function fieldsOfKind(kind: FieldKind, names: string): readonly SearchField[] {
  return names.split(' ').map((name) => field(kind, name))
}
