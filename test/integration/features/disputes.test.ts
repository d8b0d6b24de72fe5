import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disputesContract } from '../../../src/shared/features/disputes/contract.ts'
import { NEWEST, type OpenConsole, account, codeOf, openConsole, order } from './open-console.ts'

let on: OpenConsole
beforeAll(async () => {
  on = await openConsole()
})
afterAll(() => on.close())

async function disputed(amount: number): Promise<string> {
  const charge = await on.pay(amount, 'pm_card_createDispute')
  const [dispute] = (await on.stripe.disputes.list({ charge: charge.id })).data
  if (dispute === undefined) throw new Error('The payment was not disputed')
  await on.catchUp()
  return dispute.id
}

const read = async (id: string) =>
  disputesContract.get.output.parse(await on.handlers.disputes.get({ account, id }))

describe('disputes', () => {
  it('are listed with their deadline and answered once', async () => {
    const { disputes } = on.handlers
    const id = await disputed(3000)
    const { rows } = disputesContract.list.output.parse(await disputes.list(NEWEST))
    expect(rows).toMatchObject([{ id, status: 'needs_response', amount: { amount: 3000 } }])
    expect(rows[0]?.dueBy).toBeGreaterThan(rows[0]?.created ?? 0)
    const { canSubmit, canAccept, movements } = await read(id)
    expect({ canSubmit, canAccept }).toEqual({ canSubmit: true, canAccept: true })
    expect(movements).toMatchObject([{ amount: { amount: -3000 } }])
    const evidence = { uncategorized_text: 'Delivered on Monday.', customer_name: '王小明' }
    const made = await disputes.submitEvidence({ ...order(3000), dispute: id, evidence })
    expect(made).toMatchObject({ state: 'succeeded', target: id })
    await on.catchUp()
    expect(await read(id)).toMatchObject({
      dispute: { status: 'under_review' },
      evidence,
      submissionCount: 1,
      canSubmit: false,
      canAccept: false,
    })
    expect(await codeOf(disputes.submitEvidence({ ...order(3000, true), dispute: id, evidence }))).not.toBe(
      'done',
    )
    expect((await on.stripe.disputes.retrieve(id)).evidence_details.submission_count).toBe(1)
  })

  it('are given up, and of the amount the operator saw only', async () => {
    const { disputes } = on.handlers
    const id = await disputed(4000)
    expect(await codeOf(disputes.accept({ ...order(3999), dispute: id }))).toBe('object_changed')
    expect((await disputes.accept({ ...order(4000), dispute: id })).state).toBe('succeeded')
    await on.catchUp()
    expect(await read(id)).toMatchObject({ dispute: { status: 'lost' }, canAccept: false, canSubmit: false })
    expect(await disputes.summary({ account, filter: { statuses: ['lost'] } })).toMatchObject({ count: 1 })
  })
})
