import { describe, expect, it } from 'vitest'
import { fieldsOfKind } from './field.ts'
import { nearestFields } from './nearest.ts'

const FIELDS = fieldsOfKind('string', 'names amount amount_refunded card.last4 billing.name status id')

describe('nearestFields', () => {
  it.each([
    ['name', ['billing.name', 'names']],
    ['NAME', ['billing.name', 'names']],
    ['last4', ['card.last4']],
    ['amuont', ['amount']],
    ['amount_refund', ['amount_refunded']],
    ['sta', ['status']],
    ['https', []],
    ['x'.repeat(10_000), []],
  ])('proposes for %s: %j', (name, nearest) => {
    expect(nearestFields(name, FIELDS)).toEqual(nearest)
  })
})
