import type { Database, Statement } from 'better-sqlite3'
import { gramTokens, linesOf } from './search-text.ts'
import { hasWords, type MirrorTable } from './table.ts'

/** Payments have indexes of their own; objects of all types share theirs, those of a type one after the other. */
export interface Words {
  readonly index: 'payment' | 'object'
  /** What is added to a row's `n` for its key in the index. */
  readonly base: bigint
}

/** More than any `n`. */
const SPAN = 2n ** 53n
export const PAYMENT_WORDS: Words = { index: 'payment', base: 0n }

/** The types whose words have an index, in the order in which they lie there. */
export function typesWithWords(tables: readonly MirrorTable[]): readonly string[] {
  return tables.filter(hasWords).map(({ type }) => type)
}

/** Throws for a type whose objects have no words of their own. */
export function wordsOf(tables: readonly MirrorTable[], type: string): Words {
  const place = typesWithWords(tables).indexOf(type)
  if (place < 0) throw new Error(`The words of ${type} have no index`)
  return { index: 'object', base: BigInt(place) * SPAN }
}

function indexSql(index: Words['index']): string {
  return `
-- Words of three characters and more, at any place.
CREATE VIRTUAL TABLE ${index}_text USING fts5 (
  search, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
-- What a trigram cannot find: one or two characters, at the start of a word, or anywhere in Chinese.
CREATE VIRTUAL TABLE ${index}_gram USING fts5 (
  grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);`
}

export const WORDS_SQL = [indexSql('payment'), indexSql('object')].join('\n')

/** The `n` of the newest rows with these words, as a table; its one parameter is what the index is asked. */
export function newestWith({ index, base }: Words, kind: 'text' | 'gram', most: number): string {
  const name = `${index}_${kind}`
  return `(SELECT rowid - ${base} AS n FROM ${name} WHERE ${name} MATCH ?
    AND rowid BETWEEN ${base} AND ${base + SPAN - 1n} ORDER BY rowid DESC LIMIT ${most})`
}

/** Of the newest objects with these words, the place of their type in the order of `typesWithWords`, as `place`. */
export function placesWith(kind: 'text' | 'gram', most: number): string {
  const name = `object_${kind}`
  return `SELECT rowid / ${SPAN} AS place FROM ${name} WHERE ${name} MATCH ? ORDER BY rowid DESC LIMIT ${most}`
}

/** Whether row `n` has these short words; its one parameter is what the index is asked. */
export function hasGrams({ index, base }: Words, n: string): string {
  const name = `${index}_gram`
  return `EXISTS (SELECT 1 FROM ${name} WHERE ${name} MATCH ? AND rowid = ${base} + ${n})`
}

/** Keeps the indexes equal to the `search` column of one table. Text is normalised; what has none is not in them. */
export class WordsWriter {
  readonly #insertText: Statement<[number, string]>
  readonly #deleteText: Statement<[number]>
  readonly #insertGrams: Statement<[number, string]>
  readonly #deleteGrams: Statement<[number]>

  constructor(db: Database, { index, base }: Words) {
    const key = `${base} + CAST(? AS INTEGER)`
    this.#insertText = db.prepare(`INSERT INTO ${index}_text (rowid, search) VALUES (${key}, ?)`)
    this.#deleteText = db.prepare(`DELETE FROM ${index}_text WHERE rowid = ${key}`)
    this.#insertGrams = db.prepare(`INSERT INTO ${index}_gram (rowid, grams) VALUES (${key}, ?)`)
    this.#deleteGrams = db.prepare(`DELETE FROM ${index}_gram WHERE rowid = ${key}`)
  }

  /** Row `n` held the one text and now holds the other. */
  change(n: number, before: string, after: string): void {
    if (before === after) return
    if (before !== '') {
      this.#deleteText.run(n)
      this.#deleteGrams.run(n)
    }
    if (after !== '') {
      this.#insertText.run(n, linesOf(after))
      this.#insertGrams.run(n, gramTokens(after))
    }
  }
}
