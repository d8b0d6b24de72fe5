import { z } from 'zod'
import { failureSchema } from '../../errors.ts'
import { secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { windowShape } from '../../list.ts'
import { moneySchema } from '../../money.ts'
import { refundReasonSchema } from '../refunds/contract.ts'

export const MOST_BULK_ROWS = 10_000

/**
 * What can be wrong. Of the whole file: `encoding`, `not_csv`, `no_header`, `unknown_column`, `column_twice`, `empty`,
 * `too_many_rows`, `seen_before`. Of a row: the rest.
 */
export const bulkProblemCodes = [
  'encoding',
  'not_csv',
  'no_header',
  'unknown_column',
  'column_twice',
  'empty',
  'too_many_rows',
  'seen_before',
  'target_missing',
  'target_unknown',
  'order_ambiguous',
  'amount_not_a_number',
  'amount_too_many_digits',
  'amount_too_large',
  'amount_step',
  'amount_unit_unknown',
  'amount_zero',
  'currency_wrong',
  'currency_unknown',
  'reason_unknown',
  'not_captured',
  'disputed',
  'already_refunded',
  'exceeds_remaining',
  'target_twice',
] as const

export const bulkProblemSchema = z
  .object({
    /** Line of the file or place in the selection, from 1; 0 for the whole file. */
    line: z.int().nonnegative(),
    code: z.enum(bulkProblemCodes),
    /** An error keeps the row out; a warning does not. */
    severity: z.enum(['error', 'warning']),
    column: z.enum(['target', 'amount', 'currency', 'reason']).nullable(),
    /** What stands there. */
    value: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .readonly()
export type BulkProblem = z.infer<typeof bulkProblemSchema>

/** A row that can be refunded. */
export const bulkPlanRowSchema = z
  .object({
    line: z.int().positive(),
    /** As it was given: a charge, a PaymentIntent or an order id. */
    target: z.string(),
    charge: heldIdSchema,
    amount: moneySchema,
    reason: refundReasonSchema.nullable(),
  })
  .readonly()
export type BulkPlanRow = z.infer<typeof bulkPlanRowSchema>

export const bulkTotalSchema = z.object({ count: z.int(), total: moneySchema }).readonly()

export const bulkPlanSchema = z
  .object({
    /** Rows read, good and bad. */
    read: z.int().nonnegative(),
    rows: z.array(bulkPlanRowSchema).readonly(),
    problems: z.array(bulkProblemSchema).readonly(),
    /** Of the rows that can be refunded, per currency. */
    totals: z.array(bulkTotalSchema).readonly(),
  })
  .readonly()
export type BulkPlan = z.infer<typeof bulkPlanSchema>

/** A CSV file, or payments that were selected in a list; an amount left out is all that remains. */
export const bulkSourceSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('csv'), name: z.string().max(255), bytes: z.instanceof(Uint8Array) })
    .strict()
    .readonly(),
  z
    .object({
      type: z.literal('selection'),
      targets: z.array(stripeIdSchema).max(MOST_BULK_ROWS).readonly(),
      reason: refundReasonSchema.nullable(),
    })
    .strict()
    .readonly(),
])
export type BulkSource = z.infer<typeof bulkSourceSchema>

export const bulkBatchStates = ['ready', 'running', 'paused', 'canceled', 'finished'] as const
/** `queued`: held, or awaiting approval, under Operations; it goes on from there by itself. */
export const bulkRowStates = [
  'waiting',
  'running',
  'queued',
  'done',
  'failed',
  'unresolved',
  'canceled',
] as const

export const bulkBatchSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    state: z.enum(bulkBatchStates),
    operator: z.string(),
    createdAt: secondsSchema,
    startedAt: secondsSchema.nullable(),
    settledAt: secondsSchema.nullable(),
    /** Why it paused by itself. */
    failure: failureSchema.nullable(),
    rows: z.int().nonnegative(),
    counts: z.record(z.enum(bulkRowStates), z.int().nonnegative()).readonly(),
    totals: z.array(bulkTotalSchema).readonly(),
    /** Of the rows that are done. */
    refunded: z.array(bulkTotalSchema).readonly(),
  })
  .readonly()
export type BulkBatch = z.infer<typeof bulkBatchSchema>

export const bulkRowSchema = z
  .object({
    line: z.int(),
    target: z.string(),
    charge: heldIdSchema,
    amount: moneySchema,
    reason: z.string().nullable(),
    attempt: z.uuid(),
    state: z.enum(bulkRowStates),
    operation: z.uuid().nullable(),
    /** The refund that Stripe made. */
    result: heldIdSchema.nullable(),
    failure: failureSchema.nullable(),
    settledAt: secondsSchema.nullable(),
  })
  .readonly()
export type BulkRow = z.infer<typeof bulkRowSchema>

const account = accountIdSchema
const batchInput = z.object({ account, batch: z.uuid() }).strict().readonly()

export const bulkRefundsContract = {
  /** Checks every row and sends nothing. */
  dryRun: {
    input: z.object({ account, source: bulkSourceSchema }).strict().readonly(),
    output: bulkPlanSchema,
  },
  /**
   * Checks again, keeps the batch, and starts it once confirmed. `batch` is made once per opened dialog, so that a
   * double click is one batch. Refused while rows have problems, unless those are to be left out.
   */
  start: {
    input: z
      .object({
        account,
        batch: z.uuid(),
        source: bulkSourceSchema,
        leaveOutProblems: z.boolean().default(false),
      })
      .strict()
      .readonly(),
    output: bulkBatchSchema,
  },
  /** Newest first. */
  list: {
    input: z
      .object({ account, ...windowShape })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(bulkBatchSchema).readonly() }).readonly(),
  },
  get: { input: batchInput, output: bulkBatchSchema },
  rows: {
    input: z
      .object({
        account,
        batch: z.uuid(),
        states: z.array(z.enum(bulkRowStates)).readonly().optional(),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(bulkRowSchema).readonly(), total: z.int() }).readonly(),
  },
  pause: { input: batchInput, output: bulkBatchSchema },
  resume: { input: batchInput, output: bulkBatchSchema },
  /** Sends no further row and takes the queued ones out of the queue; what was sent stays sent. */
  cancel: { input: batchInput, output: bulkBatchSchema },
  /** Saves what became of every row as CSV; null where the operator chose nowhere. */
  exportResult: { input: batchInput, output: z.object({ file: z.string().nullable() }).readonly() },
} as const
