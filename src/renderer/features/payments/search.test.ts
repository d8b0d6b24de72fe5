import { describe, expect, it } from 'vitest'
import { filterOf, paymentsSearchSchema } from './search.ts'

describe('the address of the payments list', () => {
  it('becomes a filter in minor units and seconds', () => {
    const search = paymentsSearchSchema.parse({
      q: ' 张伟 ',
      status: ['failed'],
      currency: 'jpy',
      min: 5000,
      period: { from: '2026-01-01', to: '2026-01-31' },
    })
    expect(filterOf(search, 'UTC')).toEqual({
      text: '张伟',
      statuses: ['failed'],
      currency: 'jpy',
      amount: { min: 5000 },
      created: { gte: Date.UTC(2026, 0, 1) / 1000, lt: Date.UTC(2026, 1, 1) / 1000 },
    })
  })
  it('drops what it cannot read and keeps the rest', () => {
    const search = paymentsSearchSchema.parse({ status: ['nonsense'], min: 'x', q: 'pi_1' })
    expect(filterOf(search, 'UTC')).toEqual({ text: 'pi_1' })
  })
  it('means nothing by an amount without a currency', () => {
    expect(filterOf(paymentsSearchSchema.parse({ min: 5 }), 'UTC')).toEqual({})
  })
})
