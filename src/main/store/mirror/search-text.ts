/** In characters as SQLite counts them. */
export const LONGEST_TEXT = 4000
const ASCII = /^[a-z0-9]+$/
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** How text is compared: full-width as half-width, upper as lower case. */
export function normalise(text: string): string {
  return text.toWellFormed().normalize('NFKC').toLowerCase().replaceAll('\0', '')
}

/** Before a word begins; other characters may do so too, which only costs what could have been saved. */
const BETWEEN_WORDS = /[\s!-/:-@[-`{-~]/

/** Whether whatever finds `line` finds `text` anyway: it stands there, and its first word begins there. */
function isHeld(text: string, line: string): boolean {
  const place = text.indexOf(line)
  return place === 0 || (place > 0 && BETWEEN_WORDS.test(text.charAt(place - 1)))
}

/**
 * The text a row is found by, one part a line. What is already held is left out: an order's number often stands in the
 * description and in the metadata.
 */
export function searchText(parts: readonly (string | null)[]): string {
  let text = ''
  for (const line of normalise(parts.filter((part) => part !== null).join('\n')).split('\n')) {
    if (text === '') text = line
    else if (!isHeld(text, line)) text += `\n${line}`
  }
  return text.length <= LONGEST_TEXT ? text : Array.from(text).slice(0, LONGEST_TEXT).join('')
}

/** With a break before and after each line, so that a line can be looked for as a whole. */
export function linesOf(text: string): string {
  return `\n${text}\n`
}

function words(normalised: string): readonly string[] {
  return normalised.match(/[\p{L}\p{N}]+/gu) ?? []
}

const tokens = new Map<string, string>()
const REMEMBERED_TOKENS = 20_000

/** ASCII, so that no tokenizer has an opinion on it. The same few thousand grams come again and again. */
function gramToken(gram: string): string {
  const known = tokens.get(gram)
  if (known !== undefined) return known
  const token = `x${Array.from(gram, (character) => character.codePointAt(0)?.toString(16) ?? '').join('y')}`
  if (tokens.size >= REMEMBERED_TOKENS) tokens.clear()
  tokens.set(gram, token)
  return token
}

/**
 * Tokens for terms of one or two characters: how each word begins, and in Chinese, Japanese and Korean every character
 * and every pair.
 */
export function gramTokens(normalised: string): string {
  const grams = new Set<string>()
  for (const word of words(normalised)) {
    // Most words by far: nothing inside them counts.
    if (ASCII.test(word)) {
      grams.add(word.slice(0, 1)).add(word.slice(0, 2))
      continue
    }
    const characters = Array.from(word)
    for (const [index, character] of characters.entries()) {
      const pair = character + (characters[index + 1] ?? '')
      if (index === 0 || CJK.test(character)) grams.add(character)
      if (index === 0 || CJK.test(pair)) grams.add(pair)
    }
  }
  return Array.from(grams, gramToken).join(' ')
}

/** One thing that was looked for. Every term must match. */
export type Term =
  /** Anywhere in the text. */
  | { readonly kind: 'part'; readonly text: string }
  /** One or two characters: at the start of a word, or anywhere where they are Chinese, Japanese or Korean. */
  | { readonly kind: 'gram'; readonly text: string }
  /** The start of an id, in its own case. */
  | { readonly kind: 'id'; readonly text: string }

const ID_START = /^(?:pi|ch|py|pyr|re|cus|txn|du|dp|po|pm|src)_[A-Za-z0-9_]*$/
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** Reads what a person typed into the search box. */
export function parseTerms(typed: string): readonly Term[] {
  return typed
    .split(/\s+/u)
    .filter((part) => part !== '')
    .flatMap((part): Term[] => {
      if (ID_START.test(part)) return [{ kind: 'id', text: part }]
      const normalised = normalise(part)
      const term = GROUPED.test(normalised) ? normalised.replaceAll(',', '') : normalised
      if (Array.from(term).length >= 3) return [{ kind: 'part', text: term }]
      return words(term).map((text) => ({ kind: 'gram', text }))
    })
}

/** An FTS5 phrase for a `part`. */
export function partQuery(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

export function gramQuery(text: string): string {
  return gramToken(text)
}

/** Whether a normalised text holds a `part` or `gram`: the definition that the index must agree with. */
export function matches(normalised: string, term: Term): boolean {
  if (term.kind === 'part') return normalised.includes(term.text)
  const first = term.text
  return words(normalised).some((word) => (CJK.test(first) ? word.includes(first) : word.startsWith(first)))
}
