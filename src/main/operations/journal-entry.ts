import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { stripeErrorDetailSchema } from '../../shared/errors.ts'
import {
  type Operation,
  operationClosingSchema,
  operationKindSchema,
  operationStateSchema,
} from '../../shared/features/operations/contract.ts'
import type { AccountId } from '../../shared/ids.ts'

/** An operation with what only the runner needs. */
export interface JournalEntry extends Operation {
  readonly params: string
  readonly paramsHash: string
}

const rowSchema = z.object({
  id: z.string(),
  attempt: z.string(),
  kind: operationKindSchema,
  state: operationStateSchema,
  target: z.string(),
  connected_account: z.string().nullable(),
  operator: z.string(),
  amount: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
  params: z.string(),
  params_hash: z.string(),
  idempotency_key: z.string(),
  result: z.string().nullable(),
  result_status: z.string().nullable(),
  sends: z.int(),
  created_at: z.int(),
  first_sent_at: z.int().nullable(),
  settled_at: z.int().nullable(),
  closing: z.string().nullable(),
})
const answerRowSchema = z.object({
  at: z.int(),
  send: z.int(),
  outcome: z.string(),
  status: z.int().nullable(),
  request_id: z.string().nullable(),
  error: z.string().nullable(),
})

function readAnswers(db: Database, operation: string): Operation['answers'] {
  return db
    .prepare<[string]>('SELECT * FROM operation_answers WHERE operation = ? ORDER BY number')
    .all(operation)
    .map((row) => {
      const { request_id, error, ...rest } = answerRowSchema.parse(row)
      return {
        ...rest,
        requestId: request_id,
        error: error === null ? null : stripeErrorDetailSchema.parse(JSON.parse(error)),
      }
    })
}

/** A row of `operations` with its answers. Throws where the row is none that this program wrote. */
export function readEntry(db: Database, account: AccountId, unparsed: unknown): JournalEntry {
  const row = rowSchema.parse(unparsed)
  return {
    id: row.id,
    account,
    kind: row.kind,
    state: row.state,
    amount: { amount: row.amount, currency: row.currency },
    target: row.target,
    connectedAccount: row.connected_account,
    operator: row.operator,
    result: row.result,
    resultStatus: row.result_status,
    reason: row.reason,
    idempotencyKey: row.idempotency_key,
    createdAt: row.created_at,
    firstSentAt: row.first_sent_at,
    settledAt: row.settled_at,
    sends: row.sends,
    answers: readAnswers(db, row.id),
    closing: row.closing === null ? null : operationClosingSchema.parse(JSON.parse(row.closing)),
    params: row.params,
    paramsHash: row.params_hash,
  }
}

/** An operation as the page may see it. */
export function publicOperation({
  params: _params,
  paramsHash: _hash,
  ...operation
}: JournalEntry): Operation {
  return operation
}
