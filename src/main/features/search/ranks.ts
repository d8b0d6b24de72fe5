import { linesOf, normalise } from '../../store/mirror/search-text.ts'

/** How likely an object is meant, the likeliest first. */
export const ranks = [
  /** Its id is what was typed. */
  'id',
  /** So is one of its amounts, or a line of its words such as an order number. */
  'whole',
  /** Its words hold it as whole words. */
  'word',
  /** It is named or described so. */
  'named',
  /** Its words hold all that was typed. */
  'held',
] as const
export type Rank = (typeof ranks)[number]

/** For sorting: less than zero where the first is likelier. */
export function byRank(a: Rank, b: Rank): number {
  return ranks.indexOf(a) - ranks.indexOf(b)
}

/** The rank of an object by its words, which are normalised, and by what it is named. */
export function rankOf(typed: string, words: string, names: readonly (string | null)[]): Rank {
  const clue = normalise(typed)
  if (linesOf(words).includes(linesOf(clue))) return 'whole'
  if (holdsWord(words, clue)) return 'word'
  return names.some((name) => name !== null && normalise(name).includes(clue)) ? 'named' : 'held'
}

const IN_WORD = /[\p{L}\p{N}]/u

/** Whether no letter or digit stands before it or after it, at least in one place. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!IN_WORD.test(text.charAt(at - 1)) && !IN_WORD.test(text.charAt(at + word.length))) return true
  }
  return false
}
