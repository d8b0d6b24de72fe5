import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approve, importProposal } from '../../../src/main/approvals/approvals.ts'
import { machineKey } from '../../../src/main/approvals/machine-key.ts'
import { addOperator } from '../../../src/main/approvals/operators.ts'
import { writeProposal } from '../../../src/main/approvals/proposal-file.ts'
import { trustMachine } from '../../../src/main/approvals/trusted-machines.ts'
import { cancelHold, listHolds, releaseDueHolds } from '../../../src/main/limits/holds.ts'
import { changeLimit } from '../../../src/main/limits/limits.ts'
import { listLog, verifyLog } from '../../../src/main/operator-log/log.ts'
import { parseHead } from '../../../src/main/operator-log/chain.ts'
import { saveDraft, settleDraft } from '../../../src/main/operations/drafts.ts'
import { type MoneyQuestion, type Submission, Submissions } from '../../../src/main/operations/submission.ts'
import { CounterfoilError } from '../../../src/shared/errors.ts'
import type { Limit } from '../../../src/shared/features/limits/contract.ts'
import { type World, openWorld } from './runner-fixture.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

function desk(
  options: { readonly livemode?: boolean; readonly answer?: boolean; readonly onAsk?: () => void } = {},
) {
  const opened = world.console()
  const { runner, ledger, clock } = opened
  const questions: MoneyQuestion[] = []
  let operator: string | null = 'Ada'
  const now = () => clock.now()
  const submissions = new Submissions({
    ledger,
    runner,
    now,
    livemode: options.livemode ?? false,
    operator: () => operator ?? 'somebody',
    requireOperator: () => {
      if (operator === null) throw new CounterfoilError('operator_needed', 'Nobody is there')
    },
    confirm: (question) => {
      questions.push(question)
      options.onAsk?.()
      return Promise.resolve(options.answer ?? true)
    },
    onQueued: () => {},
  })
  const limit = (measure: 'typed_above' | 'hold_above' | 'approval_above' | 'day_amount', value: number) => {
    const change: Limit = { kind: 'refund', measure, currency: 'usd', value }
    changeLimit(ledger, change, { operator: 'Ada', approver: null, now: now() })
  }
  const leave = () => {
    operator = null
  }
  return { ...opened, submissions, questions, limit, now, leave }
}

const order = (charge: string, amount: number, more: Partial<Submission> = {}): Submission => ({
  attempt: randomUUID(),
  kind: 'refund',
  amount: { amount, currency: 'usd' },
  params: { charge, amount },
  typedAmount: null,
  acceptSimilar: false,
  ...more,
})

async function codeOf(job: Promise<unknown>): Promise<string> {
  const error: unknown = await job.catch((caught: unknown) => caught)
  return error instanceof CounterfoilError ? error.failure.code : 'no failure'
}

describe('an order', () => {
  it('above a threshold wants its amount typed again, and takes no other', async () => {
    const { id } = await world.pay()
    const { submissions, limit } = desk()
    limit('typed_above', 100)
    expect(await codeOf(submissions.submit(order(id, 101)))).toBe('typed_amount_needed')
    const wrong = order(id, 101, { typedAmount: { amount: 110, currency: 'usd' } })
    expect(await codeOf(submissions.submit(wrong))).toBe('typed_amount_needed')
    expect(await world.refundsOf(id)).toHaveLength(0)
    const right = order(id, 101, { typedAmount: { amount: 101, currency: 'usd' } })
    expect((await submissions.submit(right)).state).toBe('succeeded')
    expect((await submissions.submit(order(id, 100))).state).toBe('succeeded')
  })

  it('above a cap is refused, and the cap holds for what is under way at the same time', async () => {
    const { submissions, limit } = desk()
    limit('day_amount', 1000)
    const charges = await Promise.all([world.pay(), world.pay(), world.pay()])
    const outcomes = await Promise.all(charges.map(({ id }) => codeOf(submissions.submit(order(id, 500)))))
    expect(outcomes.toSorted()).toEqual(['limit_exceeded', 'no failure', 'no failure'])
  })

  it('of real money is asked about, once for a double click, and not sent without a yes', async () => {
    const { id } = await world.pay()
    const { submissions, questions } = desk({ livemode: true })
    const twice = order(id, 300)
    const [a, b] = await Promise.all([submissions.submit(twice), submissions.submit(twice)])
    expect(a.id).toBe(b.id)
    expect(questions).toHaveLength(1)
    const other = desk({ livemode: true, answer: false })
    expect(await codeOf(other.submissions.submit(order(id, 400)))).toBe('confirmation_declined')
    expect(await world.refundsOf(id)).toHaveLength(1)
  })

  it('leaves every step in the log, whose head goes with the request', async () => {
    const { id } = await world.pay()
    const { submissions, ledger } = desk()
    await submissions.submit(order(id, 300))
    const [refund] = await world.refundsOf(id)
    const head = parseHead(refund?.metadata?.['counterfoil_log'] ?? '')
    const { rows } = listLog(ledger, { offset: 0, limit: 10 })
    expect(rows.map(({ action }) => action)).toEqual([
      'operations.succeeded',
      'operations.sending',
      'operations.intent',
    ])
    expect(head).toMatchObject({ seq: rows[2]?.seq, hash: rows[2]?.hash })
    if (head === null) throw new Error('no head')
    expect(verifyLog(ledger, [{ ...head, source: refund?.id ?? '' }]).ok).toBe(true)
    expect(verifyLog(ledger, [{ ...head, hash: '0'.repeat(64), source: 'other' }]).ok).toBe(false)
  })
})

describe('a hold', () => {
  it('keeps the order until its time, then sends it once; undone, it never leaves', async () => {
    const { id } = await world.pay()
    const at = desk({ livemode: true })
    const { submissions, ledger, limit, now, questions } = at
    limit('hold_above', 100)
    const [first, second] = [order(id, 200), order(id, 300)]
    expect(await codeOf(submissions.submit(first))).toBe('operation_held')
    expect(await codeOf(submissions.submit(second))).toBe('operation_held')
    expect(await codeOf(submissions.submit(order(id, 200)))).toBe('similar_operation')
    cancelHold(ledger, second.attempt, { operator: 'Ada', now: now() })
    const release = () => releaseDueHolds(ledger, now, (intent) => submissions.release(intent))
    await release()
    expect(await world.refundsOf(id)).toHaveLength(0)
    world.simulator.world.advance(601)
    await world.stripe.balance.retrieve()
    await at.runner.check(first)
    await release()
    await release()
    expect((await world.refundsOf(id)).map(({ amount }) => amount)).toEqual([200])
    expect(questions).toHaveLength(2)
    expect(
      listHolds(ledger)
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(['canceled', 'released'])
  })

  it('is not sent where the payment was refunded meanwhile', async () => {
    const { id } = await world.pay()
    const at = desk()
    at.limit('hold_above', 100)
    await codeOf(at.submissions.submit(order(id, 5000)))
    await world.stripe.refunds.create({ charge: id, amount: 1000 })
    world.simulator.world.advance(601)
    await codeOf(at.runner.check(order(id, 1)))
    await releaseDueHolds(at.ledger, at.now, (intent) => at.submissions.release(intent))
    expect(listHolds(at.ledger)[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'refund_exceeds_remaining' },
    })
  })
})

describe('what is taken back while the operator is still asked', () => {
  it('is not sent: a draft that is discarded, and not the other way round', async () => {
    const { id } = await world.pay()
    const by = { operator: 'Ada', now: 1_790_000_000 }
    const [discarded, sent] = [order(id, 200), order(id, 300)]
    const at = desk({ livemode: true, onAsk: () => take() })
    let take = () => settleDraft(at.ledger, discarded.attempt, 'discarded', by)
    saveDraft(at.ledger, discarded, null, by)
    saveDraft(at.ledger, sent, null, by)
    expect(await codeOf(at.submissions.submit(discarded))).toBe('object_changed')
    expect(await world.refundsOf(id)).toHaveLength(0)
    take = () => undefined
    expect(await codeOf(at.submissions.submit(sent))).toBe('no failure')
    expect(() => settleDraft(at.ledger, sent.attempt, 'discarded', by)).toThrow(/under way already/)
  })

  it('is not sent: a hold that was undone, also where no hold is asked for any more', async () => {
    const { id } = await world.pay()
    const at = desk()
    at.limit('hold_above', 100)
    const undone = order(id, 200)
    expect(await codeOf(at.submissions.submit(undone))).toBe('operation_held')
    cancelHold(at.ledger, undone.attempt, { operator: 'Ada', now: at.now() })
    const limit: Limit = { kind: 'refund', measure: 'hold_above', currency: 'usd', value: null }
    changeLimit(at.ledger, limit, { operator: 'Ada', approver: 'Grace', now: at.now() })
    expect(await codeOf(at.submissions.submit(undone))).toBe('object_changed')
    expect(await world.refundsOf(id)).toHaveLength(0)
  })
})

describe('an approval', () => {
  it('comes from another operator, then the order is sent; nobody may prepare without a name', async () => {
    const { id } = await world.pay()
    const at = desk({ livemode: true })
    const { ledger, now, submissions } = at
    const ada = await addOperator(ledger, { name: 'Ada', pin: '123456', by: null }, now)
    const by = { operator: ada.id, pin: '123456' }
    const grace = await addOperator(ledger, { name: 'Grace', pin: '654321', by }, now)
    at.limit('approval_above', 100)
    const wanted = order(id, 800)
    expect(await codeOf(submissions.submit(wanted))).toBe('approval_needed')
    expect(await world.refundsOf(id)).toHaveLength(0)
    expect(await codeOf(approve(ledger, wanted.attempt, by, now))).toBe('self_approval')
    const intent = await approve(ledger, wanted.attempt, { operator: grace.id, pin: '654321' }, now)
    expect((await submissions.approved(intent)).state).toBe('succeeded')
    expect((await submissions.approved(intent)).state).toBe('succeeded')
    expect(await world.refundsOf(id)).toHaveLength(1)
    expect(at.questions).toHaveLength(2)
    at.leave()
    expect(await codeOf(submissions.submit(order(id, 900)))).toBe('operator_needed')
  })

  it('of a proposal that two machines took in sends it from one of them', async () => {
    const { id } = await world.pay()
    const key = await machineKey({ load: () => Promise.resolve(null), save: () => Promise.resolve() })
    const made = world.simulator.world.clock.now()
    const proposal = {
      account: 'acct_1',
      livemode: false,
      kind: 'refund' as const,
      params: { charge: id, amount: 800 },
      amount: 800,
      currency: 'usd',
      preparer: 'Zoe',
      created: made,
      expires: made + 3 * 86_400,
      nonce: randomUUID(),
    }
    const file = Buffer.from(writeProposal(proposal, key))
    const approveOn = async ({ ledger, now, submissions }: ReturnType<typeof desk>) => {
      const ada = await addOperator(ledger, { name: 'Ada', pin: '123456', by: null }, now)
      trustMachine(ledger, key.fingerprint, 'front desk', { operator: 'Ada', now: now() })
      const here = { stripeAccount: 'acct_1', livemode: false }
      const { attempt } = importProposal(ledger, file, here, { operator: 'Ada', now: now() })
      const intent = await approve(ledger, attempt, { operator: ada.id, pin: '123456' }, now)
      return await codeOf(submissions.approved(intent))
    }
    // what is of the second in which it was proposed may have been known to who proposed it
    world.simulator.world.advance(5)
    expect(await approveOn(desk())).toBe('no failure')
    expect(await approveOn(desk())).toBe('similar_operation')
    world.simulator.world.advance(25 * 3600)
    const late = desk()
    await late.runner.check(order(id, 1))
    expect(await approveOn(late)).toBe('proposal_used')
    expect(await world.refundsOf(id)).toHaveLength(1)
  })
})
