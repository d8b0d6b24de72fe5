import { describe, expect, it } from 'vitest'
import { heldIdSchema, stripeIdSchema } from './ids.ts'

const USUAL = ['ch_3NxA', 'acct_1', 'gold', '2024-plan', 'ada@harbour.example', 'plan.v1:eur+vat']
const ODD = ['Gold plan', 'foo/bar@x.com', '金卡', '_x', '../x', '?a=b']

describe('ids', () => {
  it.each(USUAL)('%s is shown and may be operated on', (id) => {
    expect([heldIdSchema.safeParse(id).success, stripeIdSchema.safeParse(id).success]).toEqual([true, true])
  })

  it.each(ODD)('%s is shown and may not be operated on', (id) => {
    expect([heldIdSchema.safeParse(id).success, stripeIdSchema.safeParse(id).success]).toEqual([true, false])
  })

  it.each(['', 'x'.repeat(256)])('what is empty or longer than any id is none', (id) => {
    expect([heldIdSchema.safeParse(id).success, stripeIdSchema.safeParse(id).success]).toEqual([false, false])
  })
})
