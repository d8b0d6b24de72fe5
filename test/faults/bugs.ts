import type { FaultKind } from '../../src/simulator/faults.ts'

/** A change of one place of the product's source; `find` is there exactly once. */
export interface Edit {
  /** Below `src/main/`. */
  readonly file: string
  readonly find: string
  readonly put: string
}

/** A mistake that the runs must notice. */
export interface Bug {
  readonly name: string
  readonly edits: readonly [Edit, ...Edit[]]
  /** The faults under which it shows soonest; by default all. */
  readonly faults?: readonly FaultKind[]
  /** Whether it needs keys that are older than Stripe keeps them. */
  readonly ageing?: boolean
}

const runner = 'operations/runner.ts'
const sender = 'operations/sender.ts'
const journal = 'operations/journal.ts'
const answers = 'operations/answers.ts'

/** Requests that are carried out while nobody waits for them any more, and ones that never are. */
const late: readonly FaultKind[] = ['delay', 'delay', 'reset_before']

export const bugs: readonly Bug[] = [
  {
    name: 'new-key-after-restart',
    edits: [
      {
        file: sender,
        find: 'sendOnce(bound, stripe, entry.idempotencyKey)',
        put: 'sendOnce(bound, stripe, entry.sends > 0 ? `${entry.idempotencyKey}_${process.pid}` : entry.idempotencyKey)',
      },
    ],
  },
  {
    name: 'synchronous-normal',
    edits: [
      { file: 'store/ledger/open.ts', find: `synchronous: 'FULL'`, put: `synchronous: 'NORMAL'` },
      { file: 'store/ledger/open.ts', find: '!== 2', put: '!== 1' },
    ],
  },
  {
    name: 'rate-limit-on-resend-means-not-sent',
    edits: [
      {
        file: answers,
        find: `if (mayHaveRun) return 'unknown'`,
        put: `if (mayHaveRun) return outcome === 'rate_limited' ? 'settle' : 'unknown'`,
      },
    ],
    faults: ['delay', 'rate_limit'],
  },
  {
    name: 'refused-key-on-resend-means-not-sent',
    edits: [
      {
        file: answers,
        find: `if (mayHaveRun) return 'unknown'`,
        put: `if (mayHaveRun) return outcome === 'unauthorized' ? 'settle' : 'unknown'`,
      },
    ],
    faults: ['delay', 'key_revoked'],
  },
  {
    name: 'amount-left-out',
    edits: [
      {
        file: 'operations/kinds/refund.ts',
        find: 'stripe.refunds.create(params, {',
        put: 'stripe.refunds.create((({ amount: _, ...rest }) => rest)(params), {',
      },
    ],
  },
  {
    name: 'row-cleared-on-failure',
    edits: [
      {
        file: journal,
        find: 'this.#change(id, change)',
        put: `this.#change(id, change)
      if (change.state === 'failed') {
        this.#db.prepare('DELETE FROM operation_answers WHERE operation = ?').run(id)
        this.#db.prepare('DELETE FROM operations WHERE id = ?').run(id)
      }`,
      },
    ],
  },
  {
    name: 'resend-after-20-hours',
    edits: [
      {
        file: 'operations/resend-window.ts',
        find: 'RESEND_WINDOW = 20 * 3600',
        put: 'RESEND_WINDOW = 2000 * 3600',
      },
    ],
    faults: ['reset_before', 'timeout_before', 'delay'],
    ageing: true,
  },
  {
    name: 'intent-durable-only-after-the-answer',
    edits: [
      {
        file: journal,
        find: 'this.#db.transaction(job).immediate()',
        put: `if (!this.#db.inTransaction) this.#db.exec('BEGIN')
      job()
      if (String(job).includes('operation_answers')) this.#db.exec('COMMIT')`,
      },
    ],
  },
  {
    name: 'server-error-means-failed',
    edits: [
      {
        file: answers,
        find: `if (outcome === 'server_error') return mayHaveRun ? 'look_up' : 'unknown'`,
        put: `if (outcome === 'server_error') return 'settle'`,
      },
    ],
  },
  {
    name: 'cut-answer-means-done',
    edits: [
      {
        file: answers,
        find: `transport.failure === 'garbled' && (transport.status ?? 0) >= 500 ? 'server_error' : transport.failure`,
        put: `transport.status === 200 ? 'done' : transport.failure`,
      },
    ],
    faults: ['truncated_body', 'malformed_json', 'html_body'],
  },
  {
    name: 'broken-connection-means-failed',
    edits: [
      {
        file: answers,
        find: `if (!NOT_EXECUTED.has(outcome)) return 'unknown'`,
        put: `if (outcome === 'lost') return 'settle'
  if (!NOT_EXECUTED.has(outcome)) return 'unknown'`,
      },
    ],
  },
  {
    name: 'one-miss-means-absent',
    edits: [
      {
        file: 'operations/resolver.ts',
        find: `if (missed.state === 'needs_person') return null`,
        put: `if (missed.state !== 'needs_person') record.settle(id, 'absent')
  if (missed.id !== '') return null`,
      },
    ],
    faults: late,
  },
  {
    name: 'mismatch-gets-a-new-key',
    edits: [
      {
        file: sender,
        find: 'sendOnce(bound, stripe, entry.idempotencyKey)',
        put: `sendOnce(bound, stripe, entry.idempotencyKey).then((sent) =>
        sent.answer.outcome === 'key_mismatch' ? sendOnce(bound, stripe, entry.idempotencyKey + '_again') : sent,
      )`,
      },
    ],
  },
  {
    name: 'double-click-is-two-operations',
    edits: [
      { file: runner, find: 'if (running !== undefined) return running', put: 'void running' },
      {
        file: 'operations/submission.ts',
        find: 'if (running !== undefined) return running',
        put: 'void running',
      },
      { file: runner, find: 'if (known !== null) {', put: 'if (known === undefined) {' },
      {
        file: 'store/ledger/0001-operations.ts',
        find: 'CREATE UNIQUE INDEX operations_by_attempt',
        put: 'CREATE INDEX operations_by_attempt',
      },
    ],
  },
  {
    name: 'open-operation-does-not-block-another',
    edits: [
      {
        file: runner,
        find: 'if (open !== undefined) {',
        put: 'if (open === null) {',
      },
      {
        file: runner,
        find: 'if (like === undefined || request.acceptSimilar) return',
        put: 'if (like !== null) return',
      },
      { file: runner, find: 'if (open !== null) throw inProgress(open)', put: 'void open' },
      { file: runner, find: 'if (similar !== null &&', put: 'if (similar === undefined &&' },
      {
        file: 'operations/submission.ts',
        find: 'if (similar !== null &&',
        put: 'if (similar === undefined &&',
      },
    ],
    faults: late,
  },
  {
    name: 'sdk-sends-again-by-itself',
    edits: [{ file: 'stripe/client.ts', find: 'maxNetworkRetries: 0', put: 'maxNetworkRetries: 2' }],
  },
  {
    name: 'any-operation-found-is-ours',
    edits: [
      {
        file: 'operations/kinds/common.ts',
        find: 'return id !== undefined && object.metadata?.[name] === id',
        put: 'return id !== undefined',
      },
    ],
  },
]

/** Throws where there is no such bug. */
export function bugNamed(name: string): Bug {
  const found = bugs.find((bug) => bug.name === name)
  if (found === undefined) {
    throw new Error(`There is no bug ${name}; there are ${bugs.map((bug) => bug.name).join(', ')}`)
  }
  return found
}
