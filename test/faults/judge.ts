import type { Book } from './book.ts'
import type { Effect } from './kinds/kind.ts'
import type { Row } from './ledger.ts'
import type { MoneyCall } from './wire.ts'

/** Everything that is known once all is over. */
export interface Evidence {
  readonly book: Book
  /** The journals of all desks. */
  readonly rows: readonly Row[]
  readonly effects: readonly Effect[]
  readonly calls: readonly MoneyCall[]
  /** Stripe's time at the end, seconds UTC. */
  readonly now: number
}

export type Heading = 'duplicates' | 'lost' | 'falsely done'

/** Something that must never be. */
export interface Breach {
  readonly heading: Heading
  readonly check: string
  readonly detail: string
}

interface Check {
  readonly heading: Heading
  readonly name: string
  readonly find: (evidence: Evidence) => readonly string[]
}

const DONE = new Set(['succeeded', 'proved'])
const NOT_DONE = new Set(['failed', 'absent', 'abandoned'])
const OPEN = new Set(['intent', 'sending', 'unknown'])
/** Stripe's saved answers live for 24 hours; the product stops well before. Seconds. */
const TWENTY_HOURS = 20 * 3600
/** Seconds by which a console's idea of Stripe's time may be off: skewed answers are among the faults. */
const SKEW = 120

function grouped<T>(all: readonly T[], key: (one: T) => string | number | null): Map<string | number, T[]> {
  const groups = new Map<string | number, T[]>()
  for (const one of all) {
    const name = key(one)
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), one])
  }
  return groups
}

function everTold({ book, rows }: Evidence, states: ReadonlySet<string>): Set<string> {
  const told = [...book.told].filter(([, heard]) => [...heard].some((state) => states.has(state)))
  return new Set([
    ...told.map(([id]) => id),
    ...rows.filter((row) => states.has(row.state)).map(({ id }) => id),
  ])
}

/** Whether a person may be asked: the key is too old, or Stripe itself keeps answering that it does not know. */
function beyondProof(row: Row, now: number): boolean {
  const outcomes = row.outcomes.split(',')
  const serverErrors = outcomes.filter((outcome) => outcome === 'server_error').length
  const age = row.first_sent_at === null ? 0 : now - row.first_sent_at
  return (
    row.sends > 0 && (serverErrors >= 2 || outcomes.includes('key_mismatch') || age > TWENTY_HOURS - SKEW)
  )
}

const checks: readonly Check[] = [
  {
    heading: 'duplicates',
    name: 'one effect for one wanted',
    find: ({ effects, book }) =>
      [...grouped(effects, ({ amount }) => amount)]
        .filter(([amount, made]) => made.length > 1 && book.wanted.some(({ ask }) => ask.amount === amount))
        .flatMap(([, made]) =>
          made.slice(1).map(({ id, operation }) => `${id} by ${operation}, after ${made[0]?.operation}`),
        ),
  },
  {
    heading: 'duplicates',
    name: 'no effect that nobody wanted',
    find: ({ effects, book }) =>
      effects
        .filter(({ amount }) => !book.wanted.some(({ ask }) => ask.amount === amount))
        .map(({ id, amount }) => `${id}: ${amount}`),
  },
  {
    heading: 'duplicates',
    name: 'one key for one operation',
    find: ({ calls }) =>
      [...grouped(calls, ({ operation }) => operation)]
        .filter(([, sent]) => new Set(sent.map(({ key }) => key)).size > 1)
        .map(([operation]) => `${operation} was sent with several keys`),
  },
  {
    heading: 'duplicates',
    name: 'amount, key and operation in every request',
    find: ({ calls }) =>
      calls
        .filter((call) => call.amount === null || call.key === null || call.operation === null)
        .map(({ key }) => `${key} lacks one of them`),
  },
  {
    heading: 'duplicates',
    name: 'no request leaves twenty hours after the first',
    find: ({ calls, rows }) =>
      calls.flatMap(({ at, operation }) => {
        const first = rows.find(({ id }) => id === operation)?.first_sent_at
        return first !== undefined && first !== null && at - first > TWENTY_HOURS + SKEW
          ? [`${operation} left ${Math.round((at - first) / 3600)} hours late`]
          : []
      }),
  },
  {
    heading: 'duplicates',
    name: 'every request is counted in the journal',
    find: ({ calls, rows }) =>
      [...grouped(calls, ({ operation }) => operation)].flatMap(([operation, sent]) => {
        const counted = rows.find(({ id }) => id === operation)?.sends
        return counted !== undefined && sent.length > counted
          ? [`${operation}: ${sent.length} arrived, ${counted} counted`]
          : []
      }),
  },
  {
    heading: 'lost',
    name: 'no request without an intent',
    find: ({ calls, effects, rows }) => {
      const known = new Set<string | null>(rows.map(({ id }) => id))
      return [...new Set([...calls, ...effects].map(({ operation }) => operation))]
        .filter((operation) => operation !== null && !known.has(operation))
        .map((operation) => `${operation} is in no journal`)
    },
  },
  {
    heading: 'lost',
    name: 'what a console acknowledged stays in its journal',
    find: ({ book, rows }) => {
      const known = new Set(rows.map(({ id }) => id))
      const attempts = new Set(rows.map(({ attempt }) => attempt))
      return [
        ...[...book.told.keys()].filter((id) => !known.has(id)).map((id) => `operation ${id}`),
        ...book.acknowledged
          .filter(({ attempt }) => !attempts.has(attempt))
          .map(({ attempt }) => `attempt ${attempt}`),
      ]
    },
  },
  {
    heading: 'lost',
    name: 'every operation comes to an end',
    find: ({ rows }) =>
      rows
        .filter(({ state }) => OPEN.has(state))
        .map(({ id, state, outcomes }) => `${id} is ${state} after ${outcomes}`),
  },
  {
    heading: 'lost',
    name: 'a person is asked only what cannot be proved',
    find: ({ rows, effects, now }) =>
      rows
        .filter(({ state }) => state === 'needs_person')
        .filter((row) => effects.some(({ operation }) => operation === row.id) || !beyondProof(row, now))
        .map(({ id, outcomes }) => `${id} after ${outcomes}`),
  },
  {
    heading: 'lost',
    name: 'intents survive a power cut',
    find: ({ book }) =>
      [...book.synchronous].filter((level) => level !== 2).map((level) => `synchronous=${level}, not FULL`),
  },
  {
    heading: 'falsely done',
    name: 'what is called done has happened, and is named',
    find: (evidence) => {
      const { rows, effects } = evidence
      return [...everTold(evidence, DONE)].flatMap((operation) => {
        const result = rows.find(({ id }) => id === operation)?.result
        const effect = effects.find((one) => one.operation === operation)
        if (effect === undefined) return [`${operation} made nothing`]
        return effect.id === result ? [] : [`${operation} made ${effect.id} and names ${result}`]
      })
    },
  },
  {
    heading: 'falsely done',
    name: 'what is called failed has not happened',
    find: (evidence) => {
      const notDone = everTold(evidence, NOT_DONE)
      return evidence.effects
        .filter(({ operation }) => operation !== null && notDone.has(operation))
        .map(({ id, operation }) => `${operation} made ${id} all the same`)
    },
  },
]

/** Everything that must never be and is. */
export function judge(evidence: Evidence): Breach[] {
  return checks.flatMap(({ heading, name: check, find }) =>
    find(evidence).map((detail) => ({ heading, check, detail })),
  )
}
