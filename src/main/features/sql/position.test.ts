import { describe, expect, it } from 'vitest'
import { positionOf } from './position.ts'

describe('where a statement is wrong', () => {
  it.each([
    ['SELECT amont FROM charges', 'no such column: amont', 7],
    ['SELECT amount, mount FROM charges', 'no such column: mount', 15],
    ['SELECT c.amont FROM charges c', 'no such column: c.amont', 7],
    ['SELECT id FRM charges', 'near "charges": syntax error', 14],
    ['SELECT (1))', 'near ")": syntax error', null],
    ["SELECT foo FROM charges WHERE note = 'foo'", 'no such column: foo', null],
    ['SELECT FROM charges WHERE id IN (SELECT charge FROM refunds)', 'near "FROM": syntax error', null],
    ['SELECT amounts FROM charges', 'no such column: amount', null],
    ['SELECT max(1', 'incomplete input', null],
  ])('%s', (sql, message, position) => {
    expect(positionOf(sql, message)).toBe(position)
  })
})
