import type { FieldReference, SearchNode } from './ast.ts'
import { refuse, type SearchError, SearchRefusal } from './errors.ts'
import { type ComparisonOperator, comparisonOperators, operatorsOf, type SearchField } from './field.ts'
import { familiarFields, nearestFields } from './nearest.ts'
import { type Token, tokenize } from './tokenize.ts'
import { readValue } from './value.ts'

export const QUERY_MAXIMUM = 10_240
export const DEPTH_MAXIMUM = 32
/** What is understood here must still be planned by SQLite. */
export const CLAUSE_MAXIMUM = 100

export type SearchParse =
  | { readonly ok: true; readonly ast: SearchNode }
  | { readonly ok: false; readonly error: SearchError }

/**
 * Reads a query in Stripe's search language with Counterfoil's extensions, against the fields of one type.
 * Never throws; the time is linear in the query, which may have `QUERY_MAXIMUM` characters.
 * https://docs.stripe.com/search#search-query-language
 */
export function parseSearch(query: string, fields: readonly SearchField[]): SearchParse {
  try {
    return { ok: true, ast: new Parser(query, fields).query() }
  } catch (refusal) {
    if (refusal instanceof SearchRefusal) return { ok: false, error: refusal.error }
    throw refusal
  }
}

/** The word as a keyword; null where it is a free word or, before an operator, a field's name. */
export function keywordOf(token: Token, next: Token | undefined): 'AND' | 'OR' | null {
  if (token.type !== 'word' || next?.type === 'operator' || next?.type === 'open_bracket') return null
  const word = token.text.toUpperCase()
  return word === 'AND' || word === 'OR' ? word : null
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #fields: readonly SearchField[]
  readonly #byName: ReadonlyMap<string, SearchField>
  #index = 0
  #clauses = 0

  constructor(query: string, fields: readonly SearchField[]) {
    if (query.length > QUERY_MAXIMUM) {
      const rest = { start: QUERY_MAXIMUM, end: query.length, source: '' }
      refuse('query_too_long', rest, ['<end>'], { maximum: QUERY_MAXIMUM })
    }
    this.#tokens = tokenize(query)
    this.#fields = fields
    this.#byName = new Map(fields.map((field) => [field.name, field]))
  }

  query(): SearchNode {
    if (this.#peek().type === 'end') return { kind: 'all' }
    const node = this.#expression(0)
    const rest = this.#peek()
    if (rest.type === 'close') refuse('parenthesis_unopened', rest, ['<clause>', '<end>'])
    return node
  }

  #expression(depth: number): SearchNode {
    const operands = [this.#operand(depth)]
    let joinedBy: 'AND' | 'OR' | null = null
    for (;;) {
      const token = this.#peek()
      if (token.type === 'end' || token.type === 'close') break
      const keyword = keywordOf(token, this.#peek(1))
      const joiner = keyword ?? 'AND'
      if (joinedBy !== null && joinedBy !== joiner) {
        refuse('operators_mixed', token, [joinedBy, '('], { first: joinedBy, second: joiner })
      }
      joinedBy = joiner
      if (keyword === null) this.#requireSpaceBefore(token)
      else this.#index += 1
      operands.push(this.#operand(depth))
    }
    const [first] = operands
    if (operands.length === 1 && first !== undefined) return first
    return { kind: joinedBy === 'OR' ? 'or' : 'and', operands }
  }

  /** `name"amy"` is a forgotten colon, not two clues. */
  #requireSpaceBefore(token: Token): void {
    const previous = this.#tokens[this.#index - 1]
    if (token.type === 'unknown' || token.type === 'operator') return
    if (token.type === 'open_bracket' || token.type === 'close_bracket') return
    if (previous === undefined || previous.end < token.start) return
    if (previous.type === 'close' || token.type === 'open') return
    const expected = previous.type === 'word' ? [...comparisonOperators, '<space>'] : ['<space>']
    refuse('space_expected', token, expected)
  }

  #operand(depth: number): SearchNode {
    const token = this.#peek()
    if (token.type !== 'minus') return this.#primary(depth)
    this.#index += 1
    const next = this.#peek()
    if (next.type === 'minus' || next.start > token.end) refuse('clause_expected', next, ['<clause>', '('])
    return { kind: 'not', operand: this.#primary(depth) }
  }

  #primary(depth: number): SearchNode {
    const token = this.#peek()
    if (token.type === 'open') return this.#group(depth)
    this.#clauses += 1
    if (this.#clauses > CLAUSE_MAXIMUM) {
      refuse('too_many_clauses', token, ['<end>'], { maximum: CLAUSE_MAXIMUM })
    }
    if (token.type === 'string' || token.type === 'word') {
      const next = this.#peek(1)
      if (keywordOf(token, next) !== null) refuse('clause_expected', token, ['<clause>', '('])
      if (token.type === 'word' && next.type === 'operator') return this.#clause()
      if (token.type === 'word' && next.type === 'open_bracket') return this.#clause()
      return this.#text()
    }
    return this.#refuseClause(token)
  }

  #refuseClause(token: Token): never {
    if (token.type === 'unclosed_string') refuse('quote_unclosed', token, [closingQuote(token)])
    if (token.type === 'unknown' || token.type === 'open_bracket' || token.type === 'close_bracket') {
      const previous = this.#tokens[this.#index - 1]
      const field = previous?.type === 'word' ? this.#byName.get(previous.text.toLowerCase()) : undefined
      const expected = field === undefined ? ['<clause>', '('] : operatorsOf(field.kind)
      refuse('unexpected_character', token, expected)
    }
    return refuse('clause_expected', token, ['<clause>', '('])
  }

  #group(depth: number): SearchNode {
    const open = this.#peek()
    if (depth >= DEPTH_MAXIMUM) refuse('nested_too_deep', open, ['<clause>'], { maximum: DEPTH_MAXIMUM })
    this.#index += 1
    const node = this.#expression(depth + 1)
    if (this.#peek().type !== 'close') refuse('parenthesis_unclosed', open, [')'])
    this.#index += 1
    return node
  }

  #text(): SearchNode {
    const token = this.#take()
    if (token.text.trim() === '') refuse('text_empty', token, ['<text>'])
    return { kind: 'text', text: token.text }
  }

  #clause(): SearchNode {
    const reference = this.#reference()
    const token = this.#take()
    const allowed = operatorsOf(reference.field.kind)
    if (token.type !== 'operator') refuse('operator_expected', token, allowed)
    const operator = allowed.find((candidate) => candidate === token.text)
    if (operator === undefined) {
      refuse('operator_not_allowed', token, allowed, { field: reference.field.name, operator: token.text })
    }
    return this.#comparison(reference, operator, token.end)
  }

  #reference(): FieldReference {
    const token = this.#take()
    const field = this.#byName.get(token.text.toLowerCase())
    if (field === undefined) {
      const nearest = nearestFields(token.text, this.#fields)
      return refuse('unknown_field', token, nearest.length > 0 ? nearest : familiarFields(this.#fields), {
        field: token.text,
      })
    }
    const next = this.#peek()
    if (field.kind !== 'metadata') {
      if (next.type === 'open_bracket') {
        refuse('key_not_allowed', next, operatorsOf(field.kind), { field: field.name })
      }
      return { field, key: null }
    }
    if (next.type !== 'open_bracket') refuse('metadata_key_expected', next, ['["'], { field: field.name })
    this.#index += 1
    return { field, key: this.#key(field) }
  }

  #key(field: SearchField): string {
    const token = this.#take()
    if (token.type === 'unclosed_string') refuse('quote_unclosed', token, [closingQuote(token)])
    if ((token.type !== 'string' && token.type !== 'word') || token.text === '') {
      refuse('metadata_key_expected', token, ['<key>'], { field: field.name })
    }
    const close = this.#take()
    if (close.type !== 'close_bracket') refuse('bracket_unclosed', close, [']'])
    return token.text
  }

  #comparison(reference: FieldReference, operator: ComparisonOperator, operatorEnd: number): SearchNode {
    const token = this.#take()
    if (token.type === 'unclosed_string') refuse('quote_unclosed', token, [closingQuote(token)])
    // In `status: AND amount>5` the value was forgotten.
    const isKeyword = token.start > operatorEnd && keywordOf(token, undefined) !== null
    if ((token.type !== 'string' && token.type !== 'word') || isKeyword) {
      refuse('value_expected', token, ['<value>', ...(operator === ':' ? ['null'] : [])])
    }
    if (token.type === 'word' && token.text.toLowerCase() === 'null') {
      if (operator !== ':') refuse('null_not_comparable', token, ['<value>'], { operator })
      return { kind: 'null', ...reference }
    }
    const value = readValue(reference.field, operator, token.text, token)
    return { kind: 'comparison', ...reference, operator, value }
  }

  #peek(ahead = 0): Token {
    const token = this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1)
    if (token === undefined) throw new Error('A list of tokens ends with its end')
    return token
  }

  /** The token at hand; the one at the end stays at hand. */
  #take(): Token {
    const token = this.#peek()
    if (token.type !== 'end') this.#index += 1
    return token
  }
}

function closingQuote(token: Token): string {
  return token.source.startsWith('“') ? '”' : token.source.charAt(0)
}
