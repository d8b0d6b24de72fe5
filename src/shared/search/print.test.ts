import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchNodes } from './arbitraries.ts'
import { searchFields } from './fields.ts'
import { parseSearch } from './parse.ts'
import { printSearch } from './print.ts'

describe('printSearch', () => {
  it('writes every tree as a query that reads back as the same tree', () => {
    fc.assert(
      fc.property(searchNodes, (node) => {
        expect(parseSearch(printSearch(node), searchFields.charges)).toEqual({ ok: true, ast: node })
      }),
      { numRuns: 2000 },
    )
  })

  it('quotes only the words that need it', () => {
    const printed = ['amy@example.com', 'and', '-x', "'tis", 'a b', '4242', '王芳'].map((text) =>
      printSearch({ kind: 'text', text }),
    )
    expect(printed).toEqual(['amy@example.com', '"and"', '"-x"', `"'tis"`, '"a b"', '4242', '王芳'])
  })
})
