export const searchErrorCodes = [
  /** params: maximum (characters) */
  'query_too_long',
  /** params: maximum (levels of parentheses) */
  'nested_too_deep',
  /** params: maximum (clauses) */
  'too_many_clauses',
  'unexpected_character',
  'quote_unclosed',
  'bracket_unclosed',
  'parenthesis_unclosed',
  'parenthesis_unopened',
  'clause_expected',
  'space_expected',
  'operator_expected',
  'value_expected',
  /** params: first, second (`AND`, `OR`; an AND may be a mere space) */
  'operators_mixed',
  /** params: field; `expected` proposes the nearest names, or some where none is near */
  'unknown_field',
  /** params: field */
  'metadata_key_expected',
  /** params: field */
  'key_not_allowed',
  /** params: field, operator */
  'operator_not_allowed',
  /** params: operator */
  'null_not_comparable',
  /** params: minimum, minimumCjk (characters) */
  'substring_too_short',
  'text_empty',
  /** params: field */
  'boolean_expected',
  /** params: field */
  'number_expected',
  /** params: field */
  'whole_number_expected',
  /** params: field */
  'number_too_large',
  /** params: field, currency, reason (why the amount cannot be read), digits, step (smallest amount); `expected` is an example */
  'amount_invalid',
  /** params: field */
  'time_expected',
] as const
export type SearchErrorCode = (typeof searchErrorCodes)[number]

/** What `expected` may name beside literal text to type. */
export const searchExpectations = [
  '<clause>',
  '<value>',
  '<operator>',
  '<space>',
  '<text>',
  '<key>',
  '<boolean>',
  '<number>',
  '<whole number>',
  '<amount>',
  '<date>',
  '<end>',
] as const

/** Why a query cannot be understood, and where. Its sentence is made by whoever shows it. */
export interface SearchError {
  readonly code: SearchErrorCode
  /** Index into the query as JavaScript counts characters, as a caret does. */
  readonly position: number
  /** How many characters from there are at fault; 0 at the end of the query. */
  readonly length: number
  /** What could stand there: literal text, or one of `searchExpectations`. */
  readonly expected: readonly string[]
  /** What stands there; empty at the end. */
  readonly found: string
  readonly params: Readonly<Record<string, string | number>>
}

/** Carries a `SearchError` out of the parser; never leaves `parseSearch`. */
export class SearchRefusal extends Error {
  override readonly name = 'SearchRefusal'
  readonly error: SearchError

  constructor(error: SearchError) {
    super(`${error.code} at ${error.position}`)
    this.error = error
  }
}

/** The part of the query that is at fault. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly source: string
}

export function refuse(
  code: SearchErrorCode,
  span: Span,
  expected: readonly string[],
  params: Readonly<Record<string, string | number>> = {},
): never {
  throw new SearchRefusal({
    code,
    position: span.start,
    length: span.end - span.start,
    expected,
    found: span.source,
    params,
  })
}
