import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Limit } from '../../shared/features/limits/contract.ts'
import { placeHold } from './holds.ts'
import type { MoneyIntent } from './intent.ts'
import { changeLimit } from './limits.ts'
import { DAY, intent, T0, World } from './test-support.ts'

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
    const world = new World()
    const db = world.ledger
    const seen = { allowed: 0, hold: 0, needs_approval: 0, needs_typed_amount: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 8, size: 'max' }), (commands) => {
        db.exec('DELETE FROM limit_changes; DELETE FROM holds; DELETE FROM operations')
        world.now = T0
        const diary = new Diary()
        const paid: Paid[] = []
        const heldSince = new Map<MoneyIntent, number>()

        const within = (wanted: MoneyIntent, typed: boolean, approved: boolean): boolean => {
          const { amount, currency: of } = wanted.amount
          const spent = (window: number, byCurrency: boolean) =>
            paid
              .filter(
                ({ failed, at, intent: { amount: other } }) =>
                  !failed && at > world.now - window && (!byCurrency || other.currency === of),
              )
              .reduce((sum, { intent: { amount: other } }) => sum + (byCurrency ? other.amount : 1), 0)
          const most = (measure: string, ofCurrency = of) =>
            Math.min(
              ...['any', 'refund'].map((kind) => diary.held(`${kind} ${measure} ${ofCurrency}`, world.now)),
            )
          const since = heldSince.get(wanted)
          return (
            amount <= most('operation_amount') &&
            spent(3600, true) + amount <= most('hour_amount') &&
            spent(DAY, true) + amount <= most('day_amount') &&
            spent(3600, false) + 1 <= most('hour_count', '') &&
            spent(DAY, false) + 1 <= most('day_count', '') &&
            (typed || approved || since !== undefined || amount <= most('typed_above')) &&
            (approved || amount <= most('approval_above')) &&
            (amount <= most('hold_above') || (since !== undefined && world.now >= since))
          )
        }
        const pay = (wanted: MoneyIntent, typed: boolean, approved: boolean): void => {
          const expected = within(wanted, typed, approved)
          const outcome = world.check(wanted, {
            typedAmount: typed ? wanted.amount : null,
            isApproved: () => approved,
          })
          seen[outcome.decision]++
          expect(outcome.decision === 'allowed').toBe(expected)
          if (outcome.decision === 'hold' && !heldSince.has(wanted)) {
            placeHold(db, wanted, outcome.until, { operator: 'Ada', now: world.now })
            heldSince.set(wanted, world.now + diary.held('any hold_seconds ', world.now))
          }
          if (outcome.decision !== 'allowed') return
          world.journal(wanted)
          heldSince.delete(wanted)
          paid.push({ intent: wanted, at: world.now, failed: false })
        }

        for (const step of commands) {
          if (step.do === 'wait') world.now += step.seconds
          else if (step.do === 'limit') {
            changeLimit(db, step.limit, {
              operator: 'Ada',
              approver: step.agreed ? 'Grace' : null,
              now: world.now,
            })
            diary.ask(step.limit, step.agreed, world.now)
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
