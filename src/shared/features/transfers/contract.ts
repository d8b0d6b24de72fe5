import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, moneySchema, toldMoneySchema } from '../../money.ts'
import { commandShape, operationSchema, previewShape } from '../operations/contract.ts'
import { timelineEntrySchema } from '../payments/contract.ts'

/** https://docs.stripe.com/api/transfers/object */
export const transferRowSchema = z
  .object({
    id: heldIdSchema,
    amount: toldMoneySchema,
    amountReversed: moneySchema,
    /** `paid` until anything comes back. */
    status: z.enum(['paid', 'partially_reversed', 'reversed']),
    created: secondsSchema,
    destination: heldIdSchema.nullable(),
    /** The connected account's name, where the mirror holds the account. */
    destinationName: z.string().nullable(),
    sourceTransaction: heldIdSchema.nullable(),
    transferGroup: z.string().nullable(),
    description: z.string().nullable(),
    operation: z.string().nullable(),
  })
  .readonly()
export type TransferRow = z.infer<typeof transferRowSchema>

export const transferFilterSchema = z
  .object({
    statuses: z.array(transferRowSchema.unwrap().shape.status).readonly().optional(),
    destination: heldIdSchema.optional(),
    currency: currencySchema.optional(),
    created: createdRangeSchema.optional(),
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type TransferFilter = z.infer<typeof transferFilterSchema>

/** https://docs.stripe.com/api/transfer_reversals/object */
export const transferReversalRowSchema = z
  .object({
    id: heldIdSchema,
    amount: toldMoneySchema,
    created: secondsSchema,
    /** The refund that brought it about. */
    sourceRefund: heldIdSchema.nullable(),
    operation: z.string().nullable(),
  })
  .readonly()
export type TransferReversalRow = z.infer<typeof transferReversalRowSchema>

export const transferDetailSchema = z
  .object({
    transfer: transferRowSchema,
    destinationPayment: heldIdSchema.nullable(),
    balanceTransaction: heldIdSchema.nullable(),
    sourceType: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).readonly(),
    reversals: z.array(transferReversalRowSchema).readonly(),
    timeline: z.array(timelineEntrySchema).readonly(),
    raw: z.string(),
    freshness: freshnessSchema,
  })
  .readonly()
export type TransferDetail = z.infer<typeof transferDetailSchema>

const transferShape = {
  destination: stripeIdSchema,
  /** A charge whose money is passed on as soon as it is available. */
  sourceTransaction: stripeIdSchema.nullable().default(null),
  transferGroup: z.string().max(255).nullable().default(null),
}

/** What a transfer would do, from a fresh read of Stripe. */
export const transferPreviewSchema = z
  .object({
    available: moneySchema,
    balanceAfter: moneySchema,
    destinationName: z.string().nullable(),
    /** Stripe's word for the `transfers` capability, such as `active`. */
    capability: z.string().nullable(),
    /** What is left of the source transaction to pass on; null without one. */
    sourceRemaining: moneySchema.nullable(),
    warnings: z.array(z.enum(['recent_similar', 'source_pending', 'no_source'])).readonly(),
    ...previewShape,
  })
  .readonly()
export type TransferPreview = z.infer<typeof transferPreviewSchema>

export const transferReversalPreviewSchema = z
  .object({
    transferred: moneySchema,
    alreadyReversed: moneySchema,
    remaining: moneySchema,
    destinationName: z.string().nullable(),
    /** What the connected account has available; null where the key may not read it. */
    destinationAvailable: moneySchema.nullable(),
    warnings: z.array(z.enum(['recent_similar', 'destination_short'])).readonly(),
    ...previewShape,
  })
  .readonly()
export type TransferReversalPreview = z.infer<typeof transferReversalPreviewSchema>

export const transfersContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        filter: transferFilterSchema,
        sort: z
          .object({ column: z.enum(['created', 'amount']), direction: directionSchema })
          .strict()
          .readonly()
          .default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(transferRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  summary: {
    input: z.object({ account: accountIdSchema, filter: transferFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  get: {
    input: z.object({ account: accountIdSchema, id: heldIdSchema }).strict().readonly(),
    output: transferDetailSchema,
  },
  preview: {
    input: z
      .object({ account: accountIdSchema, amount: moneySchema, ...transferShape })
      .strict()
      .readonly(),
    output: transferPreviewSchema,
  },
  create: {
    input: z
      .object({
        ...commandShape,
        ...transferShape,
        description: z.string().max(500).nullable().default(null),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  previewReversal: {
    input: z.object({ account: accountIdSchema, transfer: stripeIdSchema }).strict().readonly(),
    output: transferReversalPreviewSchema,
  },
  reverse: {
    input: z
      .object({
        ...commandShape,
        transfer: stripeIdSchema,
        refundApplicationFee: z.boolean().default(false),
        description: z.string().max(500).nullable().default(null),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
} as const
