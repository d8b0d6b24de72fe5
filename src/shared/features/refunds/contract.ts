import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { failureSchema } from '../../errors.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, moneySchema, toldMoneySchema } from '../../money.ts'
import { commandShape, operationSchema } from '../operations/contract.ts'

export const refundReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const
export const refundReasonSchema = z.enum(refundReasons)
export type RefundReason = z.infer<typeof refundReasonSchema>

export const refundStatuses = [
  'pending',
  'requires_action',
  'succeeded',
  'failed',
  'canceled',
  'unknown',
] as const
export const refundStatusSchema = z.enum(refundStatuses)
export type RefundStatus = z.infer<typeof refundStatusSchema>

export const refundRowSchema = z
  .object({
    id: heldIdSchema,
    /** The payment it belongs to, by the id the payments list uses; null where the mirror does not hold it. */
    payment: heldIdSchema.nullable(),
    charge: heldIdSchema.nullable(),
    amount: toldMoneySchema,
    status: refundStatusSchema,
    rawStatus: z.string(),
    reason: z.string().nullable(),
    failureReason: z.string().nullable(),
    created: secondsSchema,
    customerName: z.string().nullable(),
    customerEmail: z.string().nullable(),
    /** The journal's operation that made it, where it was made here. */
    operation: z.string().nullable(),
  })
  .readonly()
export type RefundRow = z.infer<typeof refundRowSchema>

export const refundFilterSchema = z
  .object({
    statuses: z.array(refundStatusSchema).readonly().optional(),
    currency: currencySchema.optional(),
    created: createdRangeSchema.optional(),
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type RefundFilter = z.infer<typeof refundFilterSchema>

/** What a refund would do, from a fresh read of Stripe; `blockers` say why it cannot be made. */
export const refundPreviewSchema = z
  .object({
    payment: heldIdSchema,
    charge: heldIdSchema.nullable(),
    captured: moneySchema,
    alreadyRefunded: moneySchema,
    remaining: moneySchema,
    /** What Stripe kept for the payment and does not give back, in the settlement currency. */
    feeKept: moneySchema.nullable(),
    /**
     * Which balance pays: a payment whose own money is still pending is refunded from pending money
     * (https://docs.stripe.com/refunds), every other from what is available.
     */
    fundedFrom: z.enum(['available', 'pending']),
    /** That balance now, in the settlement currency; null where a key may not read it. */
    available: moneySchema.nullable(),
    pendingBalance: moneySchema.nullable(),
    /** Units of the settlement currency for one of the payment's; null where they are the same. */
    exchangeRate: z.number().nullable(),
    customerName: z.string().nullable(),
    method: z.string().nullable(),
    /** What Connect moved with the payment and a refund can take back; null without it. */
    connect: z
      .object({
        destination: heldIdSchema.nullable(),
        transfer: heldIdSchema.nullable(),
        transferred: moneySchema.nullable(),
        applicationFee: moneySchema.nullable(),
      })
      .readonly()
      .nullable(),
    /** Operations on this payment whose outcome is not known yet, or of the same amount within a day. */
    similar: z.array(operationSchema).readonly(),
    blockers: z.array(failureSchema).readonly(),
    /** Reasons to think twice, none of which prevents the refund. */
    warnings: z.array(z.enum(['balance_short', 'inquiry_open', 'old_payment', 'recent_similar'])).readonly(),
  })
  .readonly()
export type RefundPreview = z.infer<typeof refundPreviewSchema>

export const refundsContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        filter: refundFilterSchema,
        sort: z
          .object({ column: z.enum(['created', 'amount', 'status']), direction: directionSchema })
          .strict()
          .readonly()
          .default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(refundRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  summary: {
    input: z.object({ account: accountIdSchema, filter: refundFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  preview: {
    input: z.object({ account: accountIdSchema, payment: stripeIdSchema }).strict().readonly(),
    output: refundPreviewSchema,
  },
  /** Journals and sends one refund. */
  create: {
    input: z
      .object({
        ...commandShape,
        payment: stripeIdSchema,
        reason: refundReasonSchema.nullable(),
        /** Gives back the application fee in proportion; only for payments with one. */
        refundApplicationFee: z.boolean().default(false),
        /** Takes the transfer to the connected account back in proportion; only for payments with one. */
        reverseTransfer: z.boolean().default(false),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
} as const
