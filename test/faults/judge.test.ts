import { describe, expect, it } from 'vitest'
import { Book } from './book.ts'
import { type Evidence, judge } from './judge.ts'
import type { Row } from './ledger.ts'
import type { MoneyCall } from './wire.ts'

const ATTEMPT = 'attempt'
const OPERATION = 'operation'
const START = 1_800_000_000

const row = (change: Partial<Row> = {}): Row => ({
  id: OPERATION,
  attempt: ATTEMPT,
  state: 'succeeded',
  amount: 700,
  idempotency_key: 'key',
  result: 'effect',
  sends: 1,
  first_sent_at: START,
  outcomes: 'done',
  ...change,
})
const call = (change: Partial<MoneyCall> = {}): MoneyCall => ({
  at: START,
  operation: OPERATION,
  amount: 700,
  key: 'key',
  fault: null,
  ...change,
})
const effect = { id: 'effect', amount: 700, operation: OPERATION }

/** One wanted movement of 700 that went well, changed. */
function evidence(
  change: Partial<Omit<Evidence, 'book'>> = {},
  told = 'succeeded',
  synchronous = 2,
): Evidence {
  const book = new Book()
  book.wanted.push({
    ask: { type: 'ask', kind: 'refund', amount: 700, currency: 'usd', params: {} },
    desk: 0,
    attempts: [ATTEMPT],
    done: false,
  })
  book.hear({ type: 'intent', attempt: ATTEMPT, operation: OPERATION, synchronous })
  book.hear({ type: 'operation', operation: OPERATION, state: told })
  return { book, rows: [row()], effects: [effect], calls: [call()], now: START + 60, ...change }
}

const names = (given: Evidence): string[] => [...new Set(judge(given).map(({ check }) => check))]

describe('the judge', () => {
  it('has nothing against what went well', () => {
    expect(judge(evidence())).toEqual([])
    const failed = { rows: [row({ state: 'failed', result: null, outcomes: 'rejected' })], effects: [] }
    expect(judge(evidence(failed, 'failed'))).toEqual([])
  })

  it('leaves to a person what cannot be proved', () => {
    const doubtful = (outcomes: string) => ({
      rows: [row({ state: 'needs_person', result: null, outcomes, sends: 2 })],
      effects: [],
    })
    expect(names(evidence(doubtful('server_error,not_found,server_error'), 'unknown'))).toEqual([])
    const nextDay = { ...doubtful('not_found,not_found'), now: START + 25 * 3600 }
    expect(names(evidence(nextDay, 'unknown'))).toEqual([])
    expect(names(evidence(doubtful('lost,not_found'), 'unknown'))).toEqual([
      'a person is asked only what cannot be proved',
    ])
  })

  it.each<[string, Evidence]>([
    ['one effect for one wanted', evidence({ effects: [effect, { ...effect, id: 'other' }] })],
    [
      'no effect that nobody wanted',
      evidence({ effects: [effect, { ...effect, id: 'other', amount: 5000 }] }),
    ],
    [
      'one key for one operation',
      evidence({ rows: [row({ sends: 2 })], calls: [call(), call({ key: 'new' })] }),
    ],
    ['amount, key and operation in every request', evidence({ calls: [call({ amount: null })] })],
    [
      'no request leaves twenty hours after the first',
      evidence({ rows: [row({ sends: 2 })], calls: [call(), call({ at: START + 21 * 3600 })] }),
    ],
    ['every request is counted in the journal', evidence({ calls: [call(), call()] })],
    ['no request without an intent', evidence({ calls: [call(), call({ operation: 'stray' })] })],
    ['every operation comes to an end', evidence({ rows: [row({ state: 'unknown' })] }, 'unknown')],
    ['intents survive a power cut', evidence({}, 'succeeded', 1)],
    ['what is called done has happened, and is named', evidence({ rows: [row({ result: null })] })],
    ['what is called failed has not happened', evidence({ rows: [row({ state: 'failed' })] }, 'failed')],
  ])('finds a breach of: %s', (name, given) => {
    expect(names(given)).toEqual([name])
  })

  it('finds a row that was cleared away, and money that nobody knows of then', () => {
    const cleared = names(evidence({ rows: [], effects: [] }, 'failed'))
    expect(cleared).toContain('what a console acknowledged stays in its journal')
    expect(names(evidence({ rows: [] }))).toContain('no request without an intent')
  })

  it('holds a console to what it once called failed', () => {
    const given = evidence()
    given.book.hear({ type: 'operation', operation: OPERATION, state: 'failed' })
    expect(names(given)).toEqual(['what is called failed has not happened'])
  })
})
