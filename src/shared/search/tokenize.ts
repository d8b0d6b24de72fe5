export type TokenType =
  /** A name, keyword or free word; after an operator, a value without quotes. */
  | 'word'
  | 'string'
  | 'unclosed_string'
  | 'operator'
  | 'minus'
  | 'open'
  | 'close'
  | 'open_bracket'
  | 'close_bracket'
  | 'unknown'
  | 'end'

export interface Token {
  readonly type: TokenType
  /** What it means: a string without its quotes, an operator in ASCII. */
  readonly text: string
  /** As typed. */
  readonly source: string
  readonly start: number
  readonly end: number
}

/** Chinese input methods type these; each stands for its ASCII twin. */
const ASCII_TWINS: Readonly<Record<string, string>> = {
  '：': ':',
  '～': '~',
  '＞': '>',
  '＜': '<',
  '＝': '=',
  '（': '(',
  '）': ')',
  '［': '[',
  '］': ']',
  '－': '-',
}
const CLOSING_QUOTE: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '＂': '＂' }
const PUNCTUATION: Readonly<Record<string, TokenType>> = {
  '(': 'open',
  ')': 'close',
  '[': 'open_bracket',
  ']': 'close_bracket',
}
const SPACE = /\s/
const ENDS_WORD = /[\s"“”＂()（）[\]［］:：~～<＜>＞=＝]/
const ENDS_VALUE = /[\s()（）]/
const ESCAPABLE = /["'“”＂\\]/

/** Splits a query into tokens; total, linear, and ends with one `end` token. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    while (SPACE.test(query.charAt(at))) at += 1
    const next = tokenAt(query, at, tokens.at(-1)?.type === 'operator')
    tokens.push(next)
    if (next.type === 'end') return tokens
    at = next.end
  }
}

function tokenAt(query: string, start: number, afterOperator: boolean): Token {
  const typed = query.charAt(start)
  if (typed === '') return token('end', '', query, start, start)
  const char = ASCII_TWINS[typed] ?? typed
  const quote = CLOSING_QUOTE[typed]
  if (quote !== undefined) return stringAt(query, start, quote)
  const punctuation = PUNCTUATION[char]
  if (punctuation === 'open' || punctuation === 'close')
    return token(punctuation, char, query, start, start + 1)
  if (afterOperator) return wordAt(query, start, ENDS_VALUE)
  if (punctuation !== undefined) return token(punctuation, char, query, start, start + 1)
  if (char === '-') return token('minus', char, query, start, start + 1)
  if (char === ':' || char === '~') return token('operator', char, query, start, start + 1)
  if (char === '>' || char === '<') return orderOperatorAt(query, start, char)
  if (ENDS_WORD.test(typed)) return token('unknown', char, query, start, start + 1)
  return wordAt(query, start, ENDS_WORD)
}

function orderOperatorAt(query: string, start: number, char: string): Token {
  const next = query.charAt(start + 1)
  const orEqual = (ASCII_TWINS[next] ?? next) === '='
  return token('operator', orEqual ? `${char}=` : char, query, start, start + (orEqual ? 2 : 1))
}

function wordAt(query: string, start: number, ends: RegExp): Token {
  let end = start + 1
  while (end < query.length && !ends.test(query.charAt(end))) end += 1
  return token('word', query.slice(start, end), query, start, end)
}

function stringAt(query: string, start: number, closing: string): Token {
  let text = ''
  for (let at = start + 1; at < query.length; at += 1) {
    const char = query.charAt(at)
    if (char === closing) return token('string', text, query, start, at + 1)
    const escapes = char === '\\' && ESCAPABLE.test(query.charAt(at + 1))
    if (escapes) at += 1
    text += query.charAt(at)
  }
  return token('unclosed_string', text, query, start, query.length)
}

function token(type: TokenType, text: string, query: string, start: number, end: number): Token {
  return { type, text, source: query.slice(start, end), start, end }
}
