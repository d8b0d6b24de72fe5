import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, toldMoneySchema } from '../../money.ts'
import { commandShape, operationSchema } from '../operations/contract.ts'
import { timelineEntrySchema } from '../payments/contract.ts'

export const disputeStatuses = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'won',
  'lost',
  'prevented',
  'unknown',
] as const
export const disputeStatusSchema = z.enum(disputeStatuses)
export type DisputeStatus = z.infer<typeof disputeStatusSchema>

/** https://docs.stripe.com/api/disputes/object */
export const disputeRowSchema = z
  .object({
    id: heldIdSchema,
    charge: heldIdSchema.nullable(),
    payment: heldIdSchema.nullable(),
    amount: toldMoneySchema,
    status: disputeStatusSchema,
    rawStatus: z.string(),
    reason: z.string(),
    created: secondsSchema,
    /** By when evidence must be there; null where none may be given. */
    dueBy: secondsSchema.nullable(),
    customerName: z.string().nullable(),
    customerEmail: z.string().nullable(),
  })
  .readonly()
export type DisputeRow = z.infer<typeof disputeRowSchema>

export const disputeFilterSchema = z
  .object({
    statuses: z.array(disputeStatusSchema).readonly().optional(),
    currency: currencySchema.optional(),
    created: createdRangeSchema.optional(),
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type DisputeFilter = z.infer<typeof disputeFilterSchema>

/** The evidence fields that are text (https://docs.stripe.com/api/disputes/update). */
export const evidenceTextFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const
/** The evidence fields that are ids of uploaded files. */
export const evidenceFileFields = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const
export const evidenceFieldSchema = z.enum([...evidenceTextFields, ...evidenceFileFields])
export type EvidenceField = z.infer<typeof evidenceFieldSchema>

/** Stripe's limit for all texts together. */
export const MOST_EVIDENCE_TEXT = 150_000
export const evidenceSchema = z
  .partialRecord(evidenceFieldSchema, z.string().max(20_000))
  .refine(
    (evidence) => Object.values(evidence).reduce((sum, text) => sum + text.length, 0) <= MOST_EVIDENCE_TEXT,
  )
  .readonly()
export type Evidence = z.infer<typeof evidenceSchema>

export const disputeDetailSchema = z
  .object({
    dispute: disputeRowSchema,
    networkReasonCode: z.string().nullable(),
    isChargeRefundable: z.boolean(),
    pastDue: z.boolean(),
    submissionCount: z.int().nonnegative(),
    hasEvidence: z.boolean(),
    /** What is staged or submitted so far. */
    evidence: evidenceSchema,
    /** What was taken and given back, as balance transactions. */
    movements: z
      .array(
        z
          .object({ id: heldIdSchema, amount: toldMoneySchema, fee: toldMoneySchema, net: toldMoneySchema })
          .readonly(),
      )
      .readonly(),
    metadata: z.record(z.string(), z.string()).readonly(),
    timeline: z.array(timelineEntrySchema).readonly(),
    canSubmit: z.boolean(),
    canAccept: z.boolean(),
    raw: z.string(),
    freshness: freshnessSchema,
  })
  .readonly()
export type DisputeDetail = z.infer<typeof disputeDetailSchema>

const onDispute = { ...commandShape, dispute: stripeIdSchema }

/** `amount` of a command is the disputed amount, as the operator saw it. */
export const disputesContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        filter: disputeFilterSchema,
        sort: z
          .object({ column: z.enum(['created', 'amount', 'status', 'dueBy']), direction: directionSchema })
          .strict()
          .readonly()
          .default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(disputeRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  summary: {
    input: z.object({ account: accountIdSchema, filter: disputeFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  get: {
    input: z.object({ account: accountIdSchema, id: heldIdSchema }).strict().readonly(),
    output: disputeDetailSchema,
  },
  /** Submits evidence to the bank; normally possible once. */
  submitEvidence: {
    input: z
      .object({ ...onDispute, evidence: evidenceSchema })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  /** Gives the dispute up as lost; cannot be undone. */
  accept: { input: z.object(onDispute).strict().readonly(), output: operationSchema },
} as const
