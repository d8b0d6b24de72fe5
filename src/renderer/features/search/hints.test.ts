import { expect, it } from 'vitest'
import { searchTypes } from '../../../shared/features/search/contract.ts'
import { searchFields } from '../../../shared/search/fields.ts'
import { parseSearch } from '../../../shared/search/parse.ts'
import { queryHints } from './hints.ts'

it.each(searchTypes)('the hint of %s is a query of its own', (type) => {
  expect(parseSearch(queryHints[type], searchFields[type])).toMatchObject({ ok: true })
})

it('a hint of one type need not be one of another', () => {
  expect(parseSearch(queryHints.charges, searchFields.payment_intents)).toMatchObject({ ok: false })
})
