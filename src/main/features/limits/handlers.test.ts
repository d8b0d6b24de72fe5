import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../../shared/errors.ts'
import { limitsContract } from '../../../shared/features/limits/contract.ts'
import { ledgerMigrations } from '../../store/ledger/migrations.ts'
import { migrate } from '../../store/migrations.ts'
import { limitsHandlers } from './handlers.ts'

const account = 'demo'
const ADA = '11111111-1111-4111-8111-111111111111'
const GRACE = '22222222-2222-4222-8222-222222222222'
const EVE = '33333333-3333-4333-8333-333333333333'
const OPERATORS = [
  { id: ADA, name: 'Ada', addedAt: 1, mayApproveFrom: 1 },
  { id: GRACE, name: 'Grace', addedAt: 1, mayApproveFrom: 1 },
  { id: EVE, name: 'Eve', addedAt: 1, mayApproveFrom: 1_790_000_001 },
]
const nobody = { id: '', name: '', addedAt: 0, mayApproveFrom: 0 }
let somebodyThere: boolean
let handlers: ReturnType<typeof limitsHandlers>

beforeEach(() => {
  somebodyThere = true
  const ledger = new Database(':memory:')
  migrate(ledger, ledgerMigrations)
  handlers = limitsHandlers(() =>
    Promise.resolve({
      ledger,
      now: () => 1_790_000_000,
      operator: () => 'Ada',
      requireOperator: () => {
        if (!somebodyThere) throw new CounterfoilError('operator_needed', 'Nobody is there')
      },
      checkPin: (id, pin) =>
        pin === 'right'
          ? Promise.resolve(OPERATORS.find((each) => each.id === id) ?? nobody)
          : Promise.reject(new CounterfoilError('pin_wrong', 'Not the PIN')),
    }),
  )
})

function change(value: number | null, approval: { operator: string; pin: string } | null = null) {
  const limit = { kind: 'refund', measure: 'day_amount', currency: 'usd', value } as const
  return handlers.change(limitsContract.change.input.parse({ account, limit, approval }))
}

describe('limits over IPC', () => {
  it('lets a second operator raise a limit at once, and nobody alone', async () => {
    await change(100)
    expect((await change(200)).pending).toHaveLength(1)
    await expect(change(200, { operator: ADA, pin: 'right' })).rejects.toThrow(/another operator/)
    await expect(change(200, { operator: GRACE, pin: 'wrong' })).rejects.toThrow(/PIN/)
    const state = await change(200, { operator: GRACE, pin: 'right' })
    expect(limitsContract.change.output.parse(state)).toMatchObject({
      active: [{ limit: { value: 200 }, operator: 'Ada', approver: 'Grace' }],
      pending: [],
    })
  })

  it('raises nothing at once for an operator made up today, nor while nobody is at the desk', async () => {
    await change(100)
    await expect(change(200, { operator: EVE, pin: 'right' })).rejects.toThrow(/Eve may approve later/)
    somebodyThere = false
    await expect(change(200, { operator: GRACE, pin: 'right' })).rejects.toThrow(/Nobody is there/)
    expect((await change(50)).active).toMatchObject([{ limit: { value: 50 } }])
  })

  it('takes back a raise that waits', async () => {
    await change(100)
    const [waiting] = (await change(200)).pending
    const state = await handlers.withdraw({ account, change: waiting?.id ?? -1 })
    expect(state).toMatchObject({ active: [{ limit: { value: 100 } }], pending: [] })
  })

  it.each([
    { kind: 'refund', measure: 'day_amount', currency: null, value: 1 },
    { kind: 'refund', measure: 'day_count', currency: 'usd', value: 1 },
    { kind: 'refund', measure: 'hold_seconds', currency: null, value: 1 },
    { kind: 'any', measure: 'hold_seconds', currency: null, value: 999_999_999 },
    { kind: 'any', measure: 'day_amount', currency: 'usd', value: -1 },
    { kind: 'any', measure: 'day_amount', currency: 'usd', value: 1.5 },
  ])('refuses the limit %j', (limit) => {
    expect(limitsContract.change.input.safeParse({ account, limit }).success).toBe(false)
  })
})
