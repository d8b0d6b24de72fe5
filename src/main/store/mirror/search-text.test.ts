import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gramTokens, matches, normalise, parseTerms, searchText, type Term } from './search-text.ts'

/** Few characters, so that lines often stand in one another: letters, figures, what lies between words, and Chinese. */
const line = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '1', '-', ' ', '.', '煎', '茶', '𠮷', '한'),
  maxLength: 6,
})

const found = (text: string, terms: readonly Term[]): boolean => terms.every((term) => matches(text, term))

it('leaves out what is held already, and is found by the same words', () => {
  expect(searchText(['order nt-1: 1 × sencha', 'nt-1', 'web', 'sencha', null])).toBe(
    'order nt-1: 1 × sencha\nweb',
  )
  // `11` begins no word of the first line.
  expect(searchText(['a11', '11'])).toBe('a11\n11')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), line, (lines, typed) => {
      const [whole, kept] = [normalise(lines.join('\n')), searchText(lines)]
      const terms = parseTerms(typed)
      expect(found(kept, terms)).toBe(found(whole, terms))
      expect(new Set(gramTokens(kept).split(' '))).toEqual(new Set(gramTokens(whole).split(' ')))
    }),
    { numRuns: 2000 },
  )
})
