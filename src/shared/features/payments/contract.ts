import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import {
  amountRangeSchema,
  createdRangeSchema,
  directionSchema,
  listSummarySchema,
  windowShape,
} from '../../list.ts'
import { currencySchema, moneySchema, toldMoneySchema } from '../../money.ts'
import { commandShape, operationSchema, previewShape } from '../operations/contract.ts'
import { refundRowSchema } from '../refunds/contract.ts'

/**
 * A payment as operators speak of it: a PaymentIntent with its latest charge, or a charge made without one.
 * `unknown` is any status Stripe may add.
 */
export const paymentStatuses = [
  'succeeded',
  'partially_refunded',
  'refunded',
  'disputed',
  'failed',
  'uncaptured',
  'processing',
  'requires_action',
  'incomplete',
  'canceled',
  'unknown',
] as const
export const paymentStatusSchema = z.enum(paymentStatuses)
export type PaymentStatus = z.infer<typeof paymentStatusSchema>

export const paymentMethodSummarySchema = z
  .object({
    type: z.string(),
    brand: z.string().nullable(),
    last4: z.string().nullable(),
    wallet: z.string().nullable(),
  })
  .readonly()

export const paymentRowSchema = z
  .object({
    /** The PaymentIntent's id, or the charge's where there is none. */
    id: heldIdSchema,
    charge: heldIdSchema.nullable(),
    amount: toldMoneySchema,
    amountRefunded: moneySchema,
    status: paymentStatusSchema,
    /** Stripe's own word, kept where `status` is `unknown`. */
    rawStatus: z.string(),
    failureCode: z.string().nullable(),
    created: secondsSchema,
    customer: heldIdSchema.nullable(),
    customerName: z.string().nullable(),
    customerEmail: z.string().nullable(),
    description: z.string().nullable(),
    method: paymentMethodSummarySchema.nullable(),
  })
  .readonly()
export type PaymentRow = z.infer<typeof paymentRowSchema>

export const paymentFilterSchema = z
  .object({
    statuses: z.array(paymentStatusSchema).readonly().optional(),
    currency: currencySchema.optional(),
    amount: amountRangeSchema.optional(),
    created: createdRangeSchema.optional(),
    customer: heldIdSchema.optional(),
    /** Any id, name, e-mail, last4, order number, description or metadata value, or part of one. */
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type PaymentFilter = z.infer<typeof paymentFilterSchema>

export const paymentSortSchema = z
  .object({ column: z.enum(['created', 'amount', 'status', 'customer']), direction: directionSchema })
  .strict()
  .readonly()
export type PaymentSort = z.infer<typeof paymentSortSchema>

/** One line of the story of a payment, in time order; `type` is Stripe's event type or one of ours. */
export const timelineEntrySchema = z
  .object({
    at: secondsSchema,
    type: z.string(),
    /** The event it was read from; null where it was derived from the object itself. */
    event: heldIdSchema.nullable(),
    object: heldIdSchema.nullable(),
    amount: toldMoneySchema.nullable(),
    detail: z.string().nullable(),
  })
  .readonly()
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

export const paymentDetailSchema = z
  .object({
    row: paymentRowSchema,
    amountCaptured: moneySchema.nullable(),
    /** What may still be refunded by what the mirror knows; re-read before any refund. */
    refundable: moneySchema.nullable(),
    /** The application fee that the platform took with it. */
    applicationFee: heldIdSchema.nullable(),
    /** Settled figures, in the settlement currency, once a balance transaction is known. */
    settlement: z
      .object({
        balanceTransaction: heldIdSchema,
        gross: toldMoneySchema,
        fee: toldMoneySchema,
        net: toldMoneySchema,
        exchangeRate: z.number().nullable(),
        availableOn: secondsSchema,
        status: z.string(),
      })
      .readonly()
      .nullable(),
    outcome: z
      .object({
        riskLevel: z.string().nullable(),
        riskScore: z.number().nullable(),
        networkStatus: z.string().nullable(),
        sellerMessage: z.string().nullable(),
        failureMessage: z.string().nullable(),
        declineCode: z.string().nullable(),
      })
      .readonly()
      .nullable(),
    method: z
      .object({
        type: z.string(),
        brand: z.string().nullable(),
        last4: z.string().nullable(),
        wallet: z.string().nullable(),
        expMonth: z.int().nullable(),
        expYear: z.int().nullable(),
        funding: z.string().nullable(),
        country: z.string().nullable(),
        fingerprint: z.string().nullable(),
        paymentMethod: heldIdSchema.nullable(),
      })
      .readonly()
      .nullable(),
    billing: z
      .object({
        name: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        address: z.string().nullable(),
      })
      .readonly(),
    customer: z
      .object({
        id: heldIdSchema,
        name: z.string().nullable(),
        email: z.string().nullable(),
        deleted: z.boolean(),
      })
      .readonly()
      .nullable(),
    statementDescriptor: z.string().nullable(),
    receiptEmail: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).readonly(),
    refunds: z.array(refundRowSchema).readonly(),
    disputes: z
      .array(
        z
          .object({
            id: heldIdSchema,
            amount: toldMoneySchema,
            status: z.string(),
            reason: z.string(),
            dueBy: secondsSchema.nullable(),
          })
          .readonly(),
      )
      .readonly(),
    timeline: z.array(timelineEntrySchema).readonly(),
    /** The objects as Stripe sent them, as JSON text. */
    raw: z.array(z.object({ object: z.string(), id: heldIdSchema, json: z.string() }).readonly()).readonly(),
    freshness: freshnessSchema,
  })
  .readonly()
export type PaymentDetail = z.infer<typeof paymentDetailSchema>

/** What a capture would do; `rest` of the authorisation is released and cannot be captured later. */
export const capturePreviewSchema = z
  .object({
    payment: heldIdSchema,
    status: z.string(),
    capturable: moneySchema,
    /** When the authorisation runs out, seconds UTC; null where Stripe does not say. */
    captureBefore: secondsSchema.nullable(),
    customerName: z.string().nullable(),
    method: z.string().nullable(),
    ...previewShape,
  })
  .readonly()
export type CapturePreview = z.infer<typeof capturePreviewSchema>

export const paymentCancelReasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const
export const paymentCancelReasonSchema = z.enum(paymentCancelReasons)

/** What canceling would do: `released` is the authorised money that goes back to the customer. */
export const paymentCancelPreviewSchema = z
  .object({
    payment: heldIdSchema,
    status: z.string(),
    amount: moneySchema,
    released: moneySchema,
    customerName: z.string().nullable(),
    method: z.string().nullable(),
    ...previewShape,
  })
  .readonly()
export type PaymentCancelPreview = z.infer<typeof paymentCancelPreviewSchema>

export const paymentsContract = {
  list: {
    input: z
      .object({
        account: accountIdSchema,
        filter: paymentFilterSchema,
        sort: paymentSortSchema.default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(paymentRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  summary: {
    input: z.object({ account: accountIdSchema, filter: paymentFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  get: {
    input: z.object({ account: accountIdSchema, id: heldIdSchema }).strict().readonly(),
    output: paymentDetailSchema,
  },
  /** What a capture of an authorised payment would do, from a fresh read of Stripe. */
  previewCapture: {
    input: z.object({ account: accountIdSchema, payment: stripeIdSchema }).strict().readonly(),
    output: capturePreviewSchema,
  },
  /** Takes all or part of what was authorised; the rest is released. */
  capture: {
    input: z
      .object({ ...commandShape, payment: stripeIdSchema })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  previewCancel: {
    input: z.object({ account: accountIdSchema, payment: stripeIdSchema }).strict().readonly(),
    output: paymentCancelPreviewSchema,
  },
  /** Cancels a PaymentIntent; `amount` is its own, as the operator saw it. */
  cancel: {
    input: z
      .object({
        ...commandShape,
        payment: stripeIdSchema,
        reason: paymentCancelReasonSchema.nullable().default(null),
      })
      .strict()
      .readonly(),
    output: operationSchema,
  },
  /** The currencies that occur, most used first. */
  currencies: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z.array(currencySchema).readonly(),
  },
} as const
