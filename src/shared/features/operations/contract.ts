import { z } from 'zod'
import { failureSchema, stripeErrorDetailSchema } from '../../errors.ts'
import { secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, operationIdSchema } from '../../ids.ts'
import { windowShape } from '../../list.ts'
import { moneySchema } from '../../money.ts'

export const operationKinds = [
  'refund',
  'capture',
  'payment_cancel',
  'payout',
  'payout_cancel',
  'payout_reversal',
  'transfer',
  'transfer_reversal',
  'application_fee_refund',
  'dispute_evidence',
  'dispute_acceptance',
] as const
export const operationKindSchema = z.enum(operationKinds)
export type OperationKindName = z.infer<typeof operationKindSchema>

/** Kinds after which money is gone: limits, holds and approvals are for these. */
export const outgoingKinds = [
  'refund',
  'payout',
  'transfer',
  'application_fee_refund',
  'dispute_acceptance',
] as const satisfies readonly OperationKindName[]
export const outgoingKindSchema = z.enum(outgoingKinds)

/**
 * `intent`: durable, nothing sent. `sending`: a request may have left. `succeeded`, `failed`: Stripe's own answer.
 * `unknown`: sent, and the answer was lost. `proved`: found at Stripe afterwards. `absent`: shown not to have happened.
 * `closed`: could not be proved, and a person said what became of it. `abandoned`: given up before anything was sent.
 */
export const operationStates = [
  'intent',
  'sending',
  'unknown',
  'needs_person',
  'succeeded',
  'proved',
  'failed',
  'absent',
  'abandoned',
  'closed',
] as const
export const operationStateSchema = z.enum(operationStates)
export type OperationState = z.infer<typeof operationStateSchema>

export const operationAnswerSchema = z
  .object({
    at: secondsSchema,
    send: z.int().nonnegative(),
    /** What came back, in the words of the answer table. */
    outcome: z.string(),
    status: z.int().nullable(),
    requestId: z.string().nullable(),
    error: stripeErrorDetailSchema.nullable(),
  })
  .readonly()

/** What a person found out about an operation that could not be proved. */
export const operationClosingSchema = z
  .object({
    outcome: z.enum(['moved', 'not_moved']),
    reason: z.string(),
    operator: z.string(),
    at: secondsSchema,
  })
  .readonly()

export const operationSchema = z
  .object({
    id: operationIdSchema,
    account: accountIdSchema,
    kind: operationKindSchema,
    state: operationStateSchema,
    amount: moneySchema,
    /** The payment, payout or transfer acted on; for a new payout or transfer, where the money goes. */
    target: heldIdSchema,
    /** The connected account it acts on; null for the account itself. */
    connectedAccount: heldIdSchema.nullable(),
    /** Who was at the desk. */
    operator: z.string(),
    /** What Stripe made of it, once known. */
    result: heldIdSchema.nullable(),
    resultStatus: z.string().nullable(),
    reason: z.string().nullable(),
    idempotencyKey: z.string(),
    createdAt: secondsSchema,
    firstSentAt: secondsSchema.nullable(),
    settledAt: secondsSchema.nullable(),
    sends: z.int().nonnegative(),
    answers: z.array(operationAnswerSchema).readonly(),
    closing: operationClosingSchema.nullable(),
  })
  .readonly()
export type Operation = z.infer<typeof operationSchema>

/** The parameters of one kind, as they are sent to Stripe, without `metadata`. */
export const operationParamsSchema = z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]))

/** What is not in the journal yet because something must come first. */
export const queuedOperationSchema = z
  .object({
    attempt: z.uuid(),
    state: z.enum(['draft', 'held', 'awaiting_approval']),
    kind: operationKindSchema,
    amount: moneySchema,
    params: operationParamsSchema.readonly(),
    operator: z.string(),
    createdAt: secondsSchema,
    /** When a hold ends, or an approval expires; null for a draft. */
    until: secondsSchema.nullable(),
    note: z.string().nullable(),
  })
  .readonly()
export type QueuedOperation = z.infer<typeof queuedOperationSchema>

/** What every call that moves money takes besides its own parameters. */
export const commandShape = {
  account: accountIdSchema,
  /** Made once per opened dialog, so that a double click or a repeated call is the same operation. */
  attempt: z.uuid(),
  amount: moneySchema,
  /** The amount typed a second time, where a limit asks for it. */
  typedAmount: moneySchema.nullable().default(null),
  /** True once the operator has seen that a like operation exists and wants this one besides. */
  acceptSimilar: z.boolean().default(false),
}

/** What every preview says besides its own figures. */
export const previewShape = {
  /** Operations to the same place whose outcome is not known yet, or of the same amount within a day. */
  similar: z.array(operationSchema).readonly(),
  /** Why it cannot be done. */
  blockers: z.array(failureSchema).readonly(),
}

const one = z.object({ account: accountIdSchema, id: operationIdSchema }).strict().readonly()
const queuedOne = z.object({ account: accountIdSchema, attempt: z.uuid() }).strict().readonly()
const queue = z.object({ rows: z.array(queuedOperationSchema).readonly() }).readonly()

/**
 * Calls that move money answer with the journalled operation. Where something must come first they fail with
 * `typed_amount_needed`, `approval_needed` or `operation_held`; the last two are then in the queue.
 */
export const operationsContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        states: z.array(operationStateSchema).readonly().optional(),
        kinds: z.array(operationKindSchema).readonly().optional(),
        target: heldIdSchema.optional(),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z
      .object({ rows: z.array(operationSchema).readonly(), total: z.int(), unresolved: z.int() })
      .readonly(),
  },
  /** How many there are of each state in the journal, and of each in the queue. */
  counts: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z
      .object({
        journal: z.record(operationStateSchema, z.int().nonnegative()).readonly(),
        queue: z.record(queuedOperationSchema.unwrap().shape.state, z.int().nonnegative()).readonly(),
      })
      .readonly(),
  },
  get: { input: one, output: operationSchema },
  /** Looks at Stripe again for an operation whose outcome is not known. */
  lookUp: { input: one, output: operationSchema },
  /** Closes a `needs_person` with what the operator found out; nothing is sent. */
  close: {
    input: z
      .object({
        account: accountIdSchema,
        id: operationIdSchema,
        outcome: z.enum(['moved', 'not_moved']),
        reason: z.string().trim().min(10).max(2000),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  /** Drafts, holds and requests for approval, those that end first at the top. */
  queue: { input: z.object({ account: accountIdSchema }).strict().readonly(), output: queue },
  /** Takes a held operation out of the queue: nothing is sent. */
  undoHold: { input: queuedOne, output: queue },
  /** Keeps an operation for later, also offline; nothing is sent before `sendDraft`. */
  saveDraft: {
    input: z
      .object({
        account: accountIdSchema,
        attempt: z.uuid(),
        kind: operationKindSchema,
        amount: moneySchema,
        params: operationParamsSchema,
        note: z.string().trim().max(500).nullable().default(null),
      })
      .strict()
      .readonly(),
    output: queuedOperationSchema,
  },
  /** Reads afresh what a draft would act on, and says what stands in its way now. */
  checkDraft: { input: queuedOne, output: z.object(previewShape).readonly() },
  sendDraft: {
    input: z
      .object({
        account: accountIdSchema,
        attempt: z.uuid(),
        typedAmount: commandShape.typedAmount,
        acceptSimilar: commandShape.acceptSimilar,
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  discardDraft: { input: queuedOne, output: queue },
} as const
