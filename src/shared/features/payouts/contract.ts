import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, moneySchema, toldMoneySchema } from '../../money.ts'
import { balanceTransactionRowSchema } from '../balances/contract.ts'
import { commandShape, operationSchema, previewShape } from '../operations/contract.ts'
import { timelineEntrySchema } from '../payments/contract.ts'

export const payoutStatuses = ['pending', 'in_transit', 'paid', 'failed', 'canceled', 'unknown'] as const
export const payoutStatusSchema = z.enum(payoutStatuses)
export type PayoutStatus = z.infer<typeof payoutStatusSchema>

/** https://docs.stripe.com/api/payouts/object */
export const payoutRowSchema = z
  .object({
    id: heldIdSchema,
    amount: toldMoneySchema,
    status: payoutStatusSchema,
    rawStatus: z.string(),
    /** `standard` or `instant`. */
    method: z.string(),
    automatic: z.boolean(),
    created: secondsSchema,
    arrivalDate: secondsSchema.nullable(),
    destination: heldIdSchema.nullable(),
    description: z.string().nullable(),
    failureCode: z.string().nullable(),
    /** The journal's operation that made it, where it was made here. */
    operation: z.string().nullable(),
  })
  .readonly()
export type PayoutRow = z.infer<typeof payoutRowSchema>

export const payoutFilterSchema = z
  .object({
    statuses: z.array(payoutStatusSchema).readonly().optional(),
    currency: currencySchema.optional(),
    created: createdRangeSchema.optional(),
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type PayoutFilter = z.infer<typeof payoutFilterSchema>

export const payoutDetailSchema = z
  .object({
    payout: payoutRowSchema,
    statementDescriptor: z.string().nullable(),
    sourceType: z.string().nullable(),
    failureMessage: z.string().nullable(),
    traceId: z.string().nullable(),
    reconciliationStatus: z.string().nullable(),
    originalPayout: heldIdSchema.nullable(),
    reversedBy: heldIdSchema.nullable(),
    metadata: z.record(z.string(), z.string()).readonly(),
    /**
     * The movements that an automatic payout paid out, read from Stripe; for a manual one its own movements.
     * Null while Stripe cannot be asked.
     */
    transactions: z.array(balanceTransactionRowSchema).readonly().nullable(),
    timeline: z.array(timelineEntrySchema).readonly(),
    canCancel: z.boolean(),
    canReverse: z.boolean(),
    raw: z.string(),
    freshness: freshnessSchema,
  })
  .readonly()
export type PayoutDetail = z.infer<typeof payoutDetailSchema>

export const payoutMethodSchema = z.enum(['standard', 'instant'])
export const payoutSourceTypeSchema = z.enum(['card', 'bank_account', 'fpx'])

/** Where a payout can go. */
export const payoutDestinationSchema = z
  .object({
    id: heldIdSchema,
    type: z.string(),
    /** Bank or brand with its last four digits. */
    label: z.string(),
    currency: currencySchema,
    isDefault: z.boolean(),
    /** `standard`, `instant`. */
    methods: z.array(z.string()).readonly(),
    /** Stripe's word, such as `errored`. */
    status: z.string().nullable(),
  })
  .readonly()
export type PayoutDestination = z.infer<typeof payoutDestinationSchema>

/** What a payout would do, from a fresh read of Stripe. Money in `currency`; null where a key may not read it. */
export const payoutPreviewSchema = z
  .object({
    currency: currencySchema,
    available: moneySchema,
    instantAvailable: moneySchema.nullable(),
    sourceTypes: z.array(z.object({ type: z.string(), amount: moneySchema }).readonly()).readonly(),
    /** What is available once it has left. */
    balanceAfter: moneySchema,
    destinations: z.array(payoutDestinationSchema).readonly().nullable(),
    /** Whether Stripe pays out by itself. */
    automatic: z.boolean().nullable(),
    /** When the oldest money available must have been paid out, seconds UTC; null where none is held. */
    payOutBy: secondsSchema.nullable(),
    /** Days that money may be held in this country. */
    holdingDays: z.int(),
    warnings: z
      .array(z.enum(['pay_out_soon', 'automatic_schedule', 'recent_similar', 'destination_errored']))
      .readonly(),
    ...previewShape,
  })
  .readonly()
export type PayoutPreview = z.infer<typeof payoutPreviewSchema>

const connectedAccount = stripeIdSchema.nullable().default(null)
const payoutShape = {
  method: payoutMethodSchema.default('standard'),
  /** Null is the currency's default bank account. */
  destination: stripeIdSchema.nullable().default(null),
  sourceType: payoutSourceTypeSchema.nullable().default(null),
  /** The connected account that pays out; null for the account itself. */
  connectedAccount,
}
const onPayout = z
  .object({ ...commandShape, payout: stripeIdSchema, connectedAccount })
  .strict()
  .readonly()

export const payoutsContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        filter: payoutFilterSchema,
        sort: z
          .object({
            column: z.enum(['created', 'amount', 'status', 'arrivalDate']),
            direction: directionSchema,
          })
          .strict()
          .readonly()
          .default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(payoutRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  summary: {
    input: z.object({ account: accountIdSchema, filter: payoutFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  /** From the mirror; a connected account's payout, which it does not hold, from Stripe. */
  get: {
    input: z.object({ account: accountIdSchema, id: heldIdSchema, connectedAccount }).strict().readonly(),
    output: payoutDetailSchema,
  },
  preview: {
    input: z
      .object({ account: accountIdSchema, amount: moneySchema, ...payoutShape })
      .strict()
      .readonly(),
    output: payoutPreviewSchema,
  },
  create: {
    input: z
      .object({
        ...commandShape,
        ...payoutShape,
        description: z.string().max(500).nullable().default(null),
        statementDescriptor: z.string().max(22).nullable().default(null),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  /** Only while `pending` and not automatic. `amount` is the payout's own, as the operator saw it. */
  cancel: { input: onPayout, output: operationSchema },
  /** Pulls a paid payout back from the bank; only of connected accounts with a US or Canadian bank account. */
  reverse: { input: onPayout, output: operationSchema },
} as const
