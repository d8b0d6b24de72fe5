import { expect, it } from 'vitest'
import { plainName } from './plain-name.ts'

it('leaves ordinary names as they are', () => {
  expect(plainName('张伟')).toBe('张伟')
  expect(plainName('Zoë O’Brien-Müller')).toBe('Zoë O’Brien-Müller')
})

it('takes out what could disguise a sentence', () => {
  expect(plainName('Bob\u202E00.1$ ot\u200B')).toBe('Bob00.1$ ot')
  expect(plainName('A\n\nB')).toBe('AB')
  expect(plainName('长'.repeat(200))).toHaveLength(60)
})
