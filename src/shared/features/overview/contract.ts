import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { currencySchema, toldMoneySchema } from '../../money.ts'
import { paymentRowSchema } from '../payments/contract.ts'

export const intervalSchema = z.enum(['day', 'week', 'month'])
export type Interval = z.infer<typeof intervalSchema>

/** Sums have no amount where they cannot be exact. */
export const figuresSchema = z
  .object({
    /** Captured amounts of payments that succeeded. */
    gross: toldMoneySchema,
    refunds: toldMoneySchema,
    disputes: toldMoneySchema,
    /** Stripe's fees; null where a settlement currency differs and they cannot be stated in this one. */
    fees: toldMoneySchema.nullable(),
    net: toldMoneySchema.nullable(),
    succeeded: z.int(),
    failed: z.int(),
    refunded: z.int(),
    disputed: z.int(),
  })
  .readonly()
export type Figures = z.infer<typeof figuresSchema>

/** What a chart shows of one span; as in {@link figuresSchema}. */
export const bucketSchema = z
  .object({
    start: secondsSchema,
    end: secondsSchema,
    gross: toldMoneySchema,
    succeeded: z.int(),
    failed: z.int(),
  })
  .readonly()
export type Bucket = z.infer<typeof bucketSchema>

export const overviewContract = {
  /**
   * Figures of one currency over `[from, to)` in buckets that begin at midnight in `timeZone`,
   * and the same span before it for comparison.
   */
  figures: {
    input: z
      .object({
        account: accountIdSchema,
        currency: currencySchema,
        from: secondsSchema,
        to: secondsSchema,
        interval: intervalSchema,
        timeZone: z.string().max(64),
      })
      .strict()
      .readonly(),
    output: z
      .object({
        total: figuresSchema,
        previous: figuresSchema,
        buckets: z.array(bucketSchema).readonly(),
        previousBuckets: z.array(bucketSchema).readonly(),
        freshness: freshnessSchema,
      })
      .readonly(),
  },
  /** Newest payments, and what waits for a person. */
  activity: {
    input: z
      .object({
        account: accountIdSchema,
        /** From when on what failed is still news; seconds UTC. */
        since: secondsSchema,
      })
      .strict()
      .readonly(),
    output: z
      .object({
        recent: z.array(paymentRowSchema).readonly(),
        needsResponse: z.int(),
        /** By when the first of these disputes must be answered. */
        responseDue: secondsSchema.nullable(),
        uncaptured: z.int(),
        refundsPending: z.int(),
        refundsFailed: z.int(),
        payoutsFailed: z.int(),
        operationsUnresolved: z.int(),
        /** The earliest payment known, from where a chart of the whole history begins. */
        oldest: secondsSchema.nullable(),
        freshness: freshnessSchema,
      })
      .readonly(),
  },
} as const
