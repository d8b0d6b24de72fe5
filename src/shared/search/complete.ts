import { operatorsOf, type SearchField } from './field.ts'
import { keywordOf } from './parse.ts'
import { quote } from './print.ts'
import { foldText } from './text.ts'
import { type Token, tokenize } from './tokenize.ts'

export interface Completion {
  readonly kind: 'field' | 'operator' | 'value' | 'key' | 'keyword'
  /** What replaces the characters from `from` to `to`. */
  readonly insert: string
}

export interface Completions {
  readonly from: number
  readonly to: number
  readonly items: readonly Completion[]
}

export interface KnownValues {
  /** Metadata keys that occur, most used first. */
  readonly metadataKeys?: readonly string[]
}

const PROPOSED = 12

/**
 * What could be typed at `caret` (as JavaScript counts characters): fields and keywords where a clause may
 * begin, a field's operators behind its name, its known values behind an operator. Never throws.
 */
export function completeSearch(
  query: string,
  caret: number,
  fields: readonly SearchField[],
  known: KnownValues = {},
): Completions {
  const before = tokenize(query.slice(0, caret)).slice(0, -1)
  const touching = before.at(-1)?.end === caret ? before.at(-1) : undefined
  const typing = touching?.type === 'word' || touching?.type === 'unclosed_string' ? touching : undefined
  const settled = typing === undefined ? before : before.slice(0, -1)
  const isKey = settled.at(-1)?.type === 'open_bracket'
  const items = itemsAfter(settled, typing, fields, known).slice(0, PROPOSED)
  return { from: typing?.start ?? caret, to: endOfTyping(query, caret, typing, isKey), items }
}

/** What is typed is replaced whole, also behind the caret: a word, a string without spaces there, a key with its bracket. */
function endOfTyping(query: string, caret: number, typing: Token | undefined, isKey: boolean): number {
  const tokens = tokenize(query)
  const index = tokens.findIndex((token) => token.start === typing?.start)
  const whole = tokens[index]
  if (whole === undefined || /\s/.test(query.slice(caret, whole.end))) return caret
  const bracket = tokens[index + 1]
  const closes = isKey && bracket?.type === 'close_bracket' && bracket.start === whole.end
  return closes ? bracket.end : Math.max(caret, whole.end)
}

function itemsAfter(
  settled: readonly Token[],
  typing: Token | undefined,
  fields: readonly SearchField[],
  known: KnownValues,
): readonly Completion[] {
  const last = settled.at(-1)
  const prefix = typing?.text ?? ''
  if (last?.type === 'operator') {
    const field = fieldBefore(settled.slice(0, -1), fields)
    return field === undefined ? [] : values(field, last.text, prefix)
  }
  if (last?.type === 'open_bracket') return keys(known, prefix)
  if (typing?.type === 'unclosed_string') return []
  if (typing !== undefined) return [...keywords(settled, prefix), ...fieldNames(fields, prefix)]
  const field = fieldBefore(settled, fields)
  if (field !== undefined && last?.type === 'close_bracket') return operators(field)
  if (field !== undefined && last?.type === 'word' && endsClause(settled)) {
    return [...operators(field), ...keywords(settled, ''), ...fieldNames(fields, '')]
  }
  return [...keywords(settled, ''), ...fieldNames(fields, '')]
}

/** The field whose name, with its key, the tokens end in. */
function fieldBefore(tokens: readonly Token[], fields: readonly SearchField[]): SearchField | undefined {
  const name = tokens.at(-1)?.type === 'close_bracket' ? tokens.at(-4) : tokens.at(-1)
  return fields.find((field) => field.name === name?.text.toLowerCase())
}

function values(field: SearchField, operator: string, prefix: string): readonly Completion[] {
  const proposed = operator === ':' ? [...field.suggestions.map(quote), 'null'] : field.suggestions.map(quote)
  return matching(proposed, prefix).map((insert) => ({ kind: 'value', insert }))
}

function keys(known: KnownValues, prefix: string): readonly Completion[] {
  return matching((known.metadataKeys ?? []).map(quote), prefix).map((key) => ({
    kind: 'key',
    insert: `${key}]`,
  }))
}

function operators(field: SearchField): readonly Completion[] {
  return operatorsOf(field.kind).map((insert) => ({ kind: 'operator', insert }))
}

/** Names that begin with what is typed, then those with a part that does; with the one sure thing that follows. */
function fieldNames(fields: readonly SearchField[], prefix: string): readonly Completion[] {
  const typed = foldText(prefix)
  const begins = fields.filter(({ name }) => name.startsWith(typed))
  const within = fields.filter(({ name }) => !name.startsWith(typed) && name.includes(`.${typed}`))
  return [...begins, ...within].map((field) => ({ kind: 'field', insert: field.name + follower(field) }))
}

function follower(field: SearchField): string {
  if (field.kind === 'metadata') return '["'
  return operatorsOf(field.kind).length === 1 || field.kind === 'enum' ? ':' : ''
}

/** AND and OR where a clause has ended, and only the one that the rest of the group uses. */
function keywords(settled: readonly Token[], prefix: string): readonly Completion[] {
  if (!endsClause(settled)) return []
  const used = joinerOfGroup(settled)
  return matching(used === null ? ['AND', 'OR'] : [used], prefix).map((insert) => ({
    kind: 'keyword',
    insert,
  }))
}

function endsClause(settled: readonly Token[]): boolean {
  const last = settled.at(-1)
  if (last === undefined) return false
  if (last.type === 'string' || last.type === 'close') return true
  return last.type === 'word' && (settled.at(-2)?.type === 'operator' || keywordOf(last, undefined) === null)
}

function joinerOfGroup(settled: readonly Token[]): 'AND' | 'OR' | null {
  let depth = 0
  for (const [index, token] of [...settled.entries()].toReversed()) {
    if (token.type === 'close') depth += 1
    if (token.type === 'open') depth -= 1
    if (depth < 0) return null
    const isValue = settled[index - 1]?.type === 'operator'
    const keyword = depth > 0 || isValue ? null : keywordOf(token, settled[index + 1])
    if (keyword !== null) return keyword
  }
  return null
}

/** Whether quoted or not, the candidates that begin with what is typed. */
function matching(candidates: readonly string[], prefix: string): readonly string[] {
  const typed = foldText(prefix)
  return candidates.filter((candidate) => foldText(candidate).replace(/^"/, '').startsWith(typed))
}
