import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { CounterfoilError } from '../../shared/errors.ts'
import type { Limit } from '../../shared/features/limits/contract.ts'
import { money } from '../../shared/money.ts'
import { listLog, verifyLog } from '../operator-log/log.ts'
import { ledgerMigrations } from '../store/ledger/migrations.ts'
import { migrate } from '../store/migrations.ts'
import { type LimitEvidence, checkLimits } from './check-limits.ts'
import { cancelHold, listHolds, nextHoldDue, placeHold, releaseDueHolds } from './holds.ts'
import type { MoneyIntent } from './intent.ts'
import { changeLimit, limitsAt, withdrawLimitChange } from './limits.ts'
import { journalSpending } from './spending.ts'

const T0 = 1_790_000_000
const DAY = 86_400
let ledger: Database.Database
let now = T0

function newLedger(): Database.Database {
  const db = new Database(':memory:')
  migrate(db, ledgerMigrations)
  return db
}

beforeEach(() => {
  ledger = newLedger()
  now = T0
})

function intent(amount: number, currency = 'usd'): MoneyIntent {
  return {
    attempt: randomUUID(),
    kind: 'refund',
    amount: money(amount, currency),
    params: { charge: 'ch_1', amount },
  }
}

/** A row of the journal, as the runner writes it. */
function journal(
  { attempt, amount }: MoneyIntent,
  state = 'succeeded',
  firstSentAt: number | null = now,
): void {
  ledger
    .prepare(
      `INSERT INTO operations (id, attempt, kind, state, stripe_account, livemode, target, amount, currency, params,
         params_hash, idempotency_key, created_at, first_sent_at)
       VALUES (?, ?, 'refund', ?, 'acct_1', 0, 'ch_1', ?, ?, '{}', '', ?, ?, ?)`,
    )
    .run(randomUUID(), attempt, state, amount.amount, amount.currency, randomUUID(), now, firstSentAt)
}

function check(wanted: MoneyIntent, evidence: Partial<LimitEvidence> = {}) {
  return checkLimits(ledger, wanted, {
    typedAmount: null,
    isApproved: () => false,
    spending: journalSpending(ledger, () => now),
    now,
    ...evidence,
  })
}

function usd(
  measure:
    | 'operation_amount'
    | 'hour_amount'
    | 'day_amount'
    | 'typed_above'
    | 'hold_above'
    | 'approval_above',
  value: number | null,
): Limit {
  return { kind: 'any', measure, currency: 'usd', value }
}

function set(limit: Limit, approver: string | null = null) {
  return changeLimit(ledger, limit, { operator: 'Ada', approver, now })
}

describe('limits', () => {
  it('allows everything while there is none', () => {
    expect(check(intent(99_999_999))).toEqual({ decision: 'allowed' })
  })

  it('names the cap, what is used and when enough is free', () => {
    set(usd('hour_amount', 1000))
    journal(intent(400))
    now += 600
    journal(intent(500))
    expect(check(intent(100)).decision).toBe('allowed')
    expect(check(intent(101))).toEqual({
      decision: 'refused',
      cap: 'hour_amount',
      kind: 'any',
      currency: 'usd',
      limit: 1000,
      used: 900,
      freesAt: T0 + 3600,
    })
    expect(check(intent(501))).toMatchObject({ freesAt: T0 + 4200 })
    expect(check(intent(1001))).toMatchObject({ freesAt: null })
    expect(check(intent(1001, 'eur')).decision).toBe('allowed')
    now = T0 + 3600
    expect(check(intent(500)).decision).toBe('allowed')
  })

  it('counts what may have moved money, and not what is shown not to have', () => {
    set(usd('day_amount', 1000))
    for (const state of ['failed', 'absent', 'abandoned']) journal(intent(1000), state)
    expect(check(intent(1000)).decision).toBe('allowed')
    for (const state of ['sending', 'unknown', 'needs_person', 'proved']) journal(intent(100), state)
    expect(check(intent(601))).toMatchObject({ used: 400 })
    journal(intent(600), 'intent', null)
    now += DAY + 1
    expect(check(intent(401))).toMatchObject({ used: 600 })
  })

  it('does not count an intent against itself', () => {
    set(usd('day_amount', 1000))
    const mine = intent(800)
    journal(mine, 'intent', null)
    expect(check(mine).decision).toBe('allowed')
  })

  it('counts operations of every currency together', () => {
    set({ kind: 'refund', measure: 'hour_count', currency: null, value: 2 })
    journal(intent(1, 'usd'))
    expect(check(intent(1, 'eur')).decision).toBe('allowed')
    journal(intent(1, 'eur'))
    expect(check(intent(1, 'jpy'))).toMatchObject({
      decision: 'refused',
      cap: 'hour_count',
      used: 2,
      freesAt: T0 + 3600,
    })
  })

  it('asks for the amount again above the threshold, and takes only the same', () => {
    set(usd('typed_above', 500))
    expect(check(intent(500)).decision).toBe('allowed')
    expect(check(intent(501)).decision).toBe('needs_typed_amount')
    expect(check(intent(501), { typedAmount: money(500, 'usd') }).decision).toBe('needs_typed_amount')
    expect(check(intent(501), { typedAmount: money(501, 'eur') }).decision).toBe('needs_typed_amount')
    expect(check(intent(501), { typedAmount: money(501, 'usd') }).decision).toBe('allowed')
  })

  it('asks for an approval above the threshold', () => {
    set(usd('approval_above', 500))
    expect(check(intent(500)).decision).toBe('allowed')
    expect(check(intent(501))).toEqual({ decision: 'needs_approval', threshold: money(500, 'usd') })
    expect(check(intent(501), { isApproved: () => true }).decision).toBe('allowed')
  })

  it('lowers at once, and raises after the delay unless a second operator agrees', () => {
    set(usd('day_amount', 1000))
    expect(set(usd('day_amount', 500)).effectiveAt).toBe(now)
    expect(check(intent(501)).decision).toBe('refused')
    expect(set(usd('day_amount', 2000)).effectiveAt).toBe(now + DAY)
    expect(limitsAt(ledger, now).pending).toHaveLength(1)
    expect(check(intent(501)).decision).toBe('refused')
    now += DAY
    expect(check(intent(2000)).decision).toBe('allowed')
    expect(set(usd('day_amount', null)).effectiveAt).toBe(now + DAY)
    set(usd('day_amount', null), 'Grace')
    expect(check(intent(99_999)).decision).toBe('allowed')
  })

  it('delays a shorter delay, or the delay would be none', () => {
    set({ kind: 'any', measure: 'raise_delay_seconds', currency: null, value: 0 })
    set(usd('day_amount', 10))
    expect(set(usd('day_amount', 20)).effectiveAt).toBe(now + DAY)
    expect(
      set({ kind: 'any', measure: 'raise_delay_seconds', currency: null, value: 2 * DAY }).effectiveAt,
    ).toBe(now)
    expect(set(usd('day_amount', 30)).effectiveAt).toBe(now + 2 * DAY)
  })

  it('lets a newer request replace one that waits, and one be taken back', () => {
    set(usd('day_amount', 100))
    set(usd('day_amount', 900))
    now += 10
    set(usd('day_amount', 200))
    expect(limitsAt(ledger, now).pending.map(({ limit }) => limit.value)).toEqual([200])
    now += DAY - 1
    expect(check(intent(101)).decision).toBe('refused')
    now += 1
    expect(check(intent(200)).decision).toBe('allowed')
    set(usd('day_amount', 900))
    set(usd('day_amount', 50))
    now += 2 * DAY
    expect(check(intent(51)).decision).toBe('refused')
    const raise = set(usd('day_amount', 900))
    withdrawLimitChange(ledger, raise.id, { operator: 'Ada', now })
    now += 2 * DAY
    expect(check(intent(51)).decision).toBe('refused')
    expect(() => withdrawLimitChange(ledger, raise.id, { operator: 'Ada', now })).toThrow(/not waiting/)
    expect(listLog(ledger, { offset: 0, limit: 10 }).rows.map(({ action }) => action)).toEqual([
      'limits.withdraw',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
      'limits.change',
    ])
    expect(verifyLog(ledger, []).ok).toBe(true)
  })
})

function refuse(code: 'offline' | 'already_refunded') {
  return () => Promise.reject(new CounterfoilError(code, code))
}

describe('holds', () => {
  const by = { operator: 'Ada', now: T0 }

  it('allows a held intent from its time on, and no other under its attempt', () => {
    set(usd('hold_above', 500))
    const mine = intent(501)
    expect(check(mine)).toEqual({ decision: 'hold', until: T0 + 600, threshold: money(500, 'usd') })
    placeHold(ledger, mine, T0 + 600, by)
    now += 599
    expect(check(mine)).toMatchObject({ decision: 'hold', until: T0 + 600 })
    now += 1
    expect(check(mine).decision).toBe('allowed')
    expect(check({ ...mine, amount: money(502, 'usd') }).decision).toBe('hold')
    expect(() => placeHold(ledger, { ...mine, amount: money(502, 'usd') }, now, by)).toThrow(/other values/)
  })

  it('sends what is due once, in order, and not what was canceled', async () => {
    const [first, second, third] = [intent(1), intent(2), intent(3)]
    placeHold(ledger, second, T0 + 20, by)
    placeHold(ledger, first, T0 + 10, by)
    placeHold(ledger, third, T0 + 30, by)
    expect(listHolds(ledger).map(({ amount }) => amount.amount)).toEqual([1, 2, 3])
    cancelHold(ledger, second.attempt, by)
    const sent: MoneyIntent[] = []
    const submit = (wanted: MoneyIntent) => {
      sent.push(wanted)
      expect(() => cancelHold(ledger, wanted.attempt, by)).toThrow(/not waiting/)
      return Promise.resolve()
    }
    now = T0 + 29
    await releaseDueHolds(ledger, () => now, submit)
    await releaseDueHolds(ledger, () => now, submit)
    expect(sent).toEqual([first])
    expect(nextHoldDue(ledger)).toBe(T0 + 30)
    now = T0 + 30
    await releaseDueHolds(ledger, () => now, submit)
    expect(sent).toEqual([first, third])
    expect(nextHoldDue(ledger)).toBeNull()
  })

  it('waits while Stripe cannot be reached, keeps a refusal, and submits again what a crash cut short', async () => {
    const mine = intent(1)
    placeHold(ledger, mine, T0, by)
    await releaseDueHolds(ledger, () => now, refuse('offline'))
    expect(listHolds(ledger)[0]?.state).toBe('waiting')
    const crash = new Error('killed')
    await expect(
      releaseDueHolds(
        ledger,
        () => now,
        () => Promise.reject(crash),
      ),
    ).rejects.toBe(crash)
    expect(listHolds(ledger)[0]?.state).toBe('releasing')
    await releaseDueHolds(ledger, () => now, refuse('already_refunded'))
    expect(listHolds(ledger)[0]).toMatchObject({ state: 'failed', failure: { code: 'already_refunded' } })
  })

  it('sends nothing by itself whose time was more than a day ago, but finds out about what may have left', async () => {
    const [late, forgotten, left] = [intent(1), intent(2), intent(3)]
    for (const [each, until] of [
      [late, T0 + 1],
      [forgotten, T0],
      [left, T0],
    ] as const)
      placeHold(ledger, each, until, by)
    journal(left, 'unknown')
    const sent: MoneyIntent[] = []
    now = T0 + DAY + 1
    const submit = (each: MoneyIntent): Promise<void> => Promise.resolve(void sent.push(each))
    await releaseDueHolds(ledger, () => now, submit)
    expect(sent.map(({ attempt }) => attempt)).toEqual([left.attempt, late.attempt])
    expect(listHolds(ledger).find(({ attempt }) => attempt === forgotten.attempt)).toMatchObject({
      state: 'failed',
      failure: { code: 'hold_overdue', params: { at: T0 } },
    })
  })
})

type Command =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'limit'; readonly limit: Limit; readonly agreed: boolean }
  | {
      readonly do: 'pay'
      readonly amount: number
      readonly currency: string
      readonly typed: boolean
      readonly approved: boolean
    }
  | { readonly do: 'settle as failed' }
  | { readonly do: 'retry the held' }

const currency = fc.constantFrom('usd', 'usd', 'usd', 'jpy')
const value = fc.option(fc.integer({ min: 0, max: 250 }), { nil: null, freq: 8 })
const caps = ['operation_amount', 'hour_amount', 'day_amount'] as const
const thresholds = ['typed_above', 'hold_above', 'approval_above'] as const
const limitArbitrary: fc.Arbitrary<Limit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('any' as const, 'refund' as const),
      measure: fc.constantFrom(...caps, ...thresholds, ...thresholds),
      currency,
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('any' as const),
      measure: fc.constantFrom('hour_count', 'day_count'),
      currency: fc.constant(null),
      value: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('any' as const),
      measure: fc.constantFrom('hold_seconds', 'raise_delay_seconds'),
      currency: fc.constant(null),
      value: fc.option(fc.integer({ min: 0, max: 2 * DAY }), { nil: null }),
    }),
  },
)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 599, 600, 1800, 3600, 43_200, DAY),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('limit' as const), limit: limitArbitrary, agreed: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      amount: fc.integer({ min: 1, max: 300 }),
      currency,
      typed: fc.constantFrom(false, false, true),
      approved: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'settle as failed' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'retry the held' as const }) },
)

/** The limits once more, told as a diary that is read from the start each time. */
class Diary {
  readonly #asked: {
    readonly key: string
    readonly value: number
    readonly at: number
    readonly from: number
  }[] = []

  ask({ kind, measure, currency: of, value: asked }: Limit, agreed: boolean, at: number): void {
    const key = `${kind} ${measure} ${of ?? ''}`
    const isDuration = measure.endsWith('seconds')
    const wanted = asked ?? (measure === 'hold_seconds' ? 600 : isDuration ? DAY : Number.POSITIVE_INFINITY)
    const held = this.held(key, at)
    const looser = isDuration ? wanted < held : wanted > held
    const delay = looser && !agreed ? this.held('any raise_delay_seconds ', at) : 0
    this.#asked.push({ key, value: wanted, at, from: at + delay })
  }

  held(key: string, at: number): number {
    let held = key.includes('hold_seconds')
      ? 600
      : key.includes('raise_delay')
        ? DAY
        : Number.POSITIVE_INFINITY
    const mine = this.#asked.filter((asked) => asked.key === key)
    for (const [index, asked] of mine.entries()) {
      // A later request withdraws one that was still waiting.
      const replaced = mine.slice(index + 1).some((later) => later.at < asked.from)
      if (!replaced && asked.from <= at) held = asked.value
    }
    return held
  }
}

interface Paid {
  readonly intent: MoneyIntent
  readonly at: number
  failed: boolean
}

describe('no sequence gets around a limit', () => {
  it('holds in 10,000 generated sequences, and stops nothing that is within the limits', () => {
    const db = newLedger()
    const seen = { allowed: 0, hold: 0, needs_approval: 0, needs_typed_amount: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 8, size: 'max' }), (commands) => {
        db.exec('DELETE FROM limit_changes; DELETE FROM holds; DELETE FROM operations')
        ledger = db
        now = T0
        const diary = new Diary()
        const paid: Paid[] = []
        const heldSince = new Map<MoneyIntent, number>()

        const within = (wanted: MoneyIntent, typed: boolean, approved: boolean): boolean => {
          const { amount, currency: of } = wanted.amount
          const spent = (window: number, byCurrency: boolean) =>
            paid
              .filter(
                ({ failed, at, intent: { amount: other } }) =>
                  !failed && at > now - window && (!byCurrency || other.currency === of),
              )
              .reduce((sum, { intent: { amount: other } }) => sum + (byCurrency ? other.amount : 1), 0)
          const most = (measure: string, ofCurrency = of) =>
            Math.min(...['any', 'refund'].map((kind) => diary.held(`${kind} ${measure} ${ofCurrency}`, now)))
          const since = heldSince.get(wanted)
          return (
            amount <= most('operation_amount') &&
            spent(3600, true) + amount <= most('hour_amount') &&
            spent(DAY, true) + amount <= most('day_amount') &&
            spent(3600, false) + 1 <= most('hour_count', '') &&
            spent(DAY, false) + 1 <= most('day_count', '') &&
            (typed || approved || since !== undefined || amount <= most('typed_above')) &&
            (approved || amount <= most('approval_above')) &&
            (amount <= most('hold_above') || (since !== undefined && now >= since))
          )
        }
        const pay = (wanted: MoneyIntent, typed: boolean, approved: boolean): void => {
          const expected = within(wanted, typed, approved)
          const outcome = check(wanted, {
            typedAmount: typed ? wanted.amount : null,
            isApproved: () => approved,
          })
          seen[outcome.decision]++
          expect(outcome.decision === 'allowed').toBe(expected)
          if (outcome.decision === 'hold' && !heldSince.has(wanted)) {
            placeHold(db, wanted, outcome.until, { operator: 'Ada', now })
            heldSince.set(wanted, now + diary.held('any hold_seconds ', now))
          }
          if (outcome.decision !== 'allowed') return
          journal(wanted)
          heldSince.delete(wanted)
          paid.push({ intent: wanted, at: now, failed: false })
        }

        for (const step of commands) {
          if (step.do === 'wait') now += step.seconds
          else if (step.do === 'limit') {
            changeLimit(db, step.limit, { operator: 'Ada', approver: step.agreed ? 'Grace' : null, now })
            diary.ask(step.limit, step.agreed, now)
          } else if (step.do === 'pay') pay(intent(step.amount, step.currency), step.typed, step.approved)
          else if (step.do === 'retry the held') for (const held of heldSince.keys()) pay(held, false, false)
          else {
            const last = paid.findLast(({ failed }) => !failed)
            if (last !== undefined) {
              last.failed = true
              db.prepare(`UPDATE operations SET state = 'failed' WHERE attempt = ?`).run(last.intent.attempt)
            }
          }
        }
      }),
      { numRuns: 10_000 },
    )
    // Each answer was given often enough for the comparison to mean something.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  }, 120_000)
})
