const READS = new Set(['select', 'with', 'values'])
/** Blanks, comments and parentheses, which may stand before a statement. */
const BEFORE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/

/**
 * Whether a statement begins as one that reads: ATTACH, PRAGMA, VACUUM and whatever else SQLite counts as reading do
 * not. Some PRAGMAs take effect while they are compiled, so that not even EXPLAIN may stand before one.
 */
export function onlyReads(sql: string): boolean {
  let { word, rest } = nextWord(sql)
  if (word === 'explain') {
    ;({ word, rest } = nextWord(rest))
    if (word === 'query') {
      ;({ word, rest } = nextWord(rest))
      if (word !== 'plan') return false
      ;({ word } = nextWord(rest))
    }
  }
  return READS.has(word)
}

function nextWord(sql: string): { readonly word: string; readonly rest: string } {
  const bare = sql.replace(BEFORE, '')
  const word = /^[a-z_]+/i.exec(bare)?.[0] ?? ''
  return { word: word.toLowerCase(), rest: bare.slice(word.length) }
}
