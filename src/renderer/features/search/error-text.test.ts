import { expect, it } from 'vitest'
import { searchFields } from '../../../shared/search/fields.ts'
import { parseSearch } from '../../../shared/search/parse.ts'
import { amountProblem } from './error-text.ts'

it.each([
  ['12.5 JPY', 'no_digits'],
  ['12.505 USD', 'too_many_digits'],
  ['1.255 KWD', 'step'],
  ['12,50 EUR', 'not_a_number'],
  ['99999999999999999 USD', 'too_large'],
])('says of %s: %s', (typed, problem) => {
  const parsed = parseSearch(`amount>"${typed}"`, searchFields.charges)
  expect(parsed.ok ? null : amountProblem(parsed.error.params)).toBe(problem)
})

it('has a sentence for a reason it does not know', () => {
  expect(amountProblem({ reason: 'other' })).toBe('not_a_number')
})
