import { z } from 'zod'
import { freshnessSchema, secondsSchema } from './freshness.ts'
import { currencySchema, moneySchema } from './money.ts'

/** A window into a sorted list: the rows from `offset` on. */
export const windowShape = {
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(500).default(100),
}

export const directionSchema = z.enum(['asc', 'desc'])

/** Half-open: from `gte` on, before `lt`; seconds UTC. */
export const createdRangeSchema = z
  .object({ gte: secondsSchema.optional(), lt: secondsSchema.optional() })
  .readonly()

/** Inclusive, in minor units; means nothing without a currency beside it. */
export const amountRangeSchema = z.object({ min: z.int().optional(), max: z.int().optional() }).readonly()

/**
 * What a filtered list adds up to, per currency, never across. There is no total of amounts whose currency is not known,
 * which may be several, nor of more than can be counted exactly.
 */
export const listSummarySchema = z
  .object({
    count: z.int().nonnegative(),
    exact: z.boolean(),
    sums: z
      .array(z.object({ currency: currencySchema, count: z.int(), total: moneySchema.nullable() }).readonly())
      .readonly(),
    freshness: freshnessSchema,
  })
  .readonly()
export type ListSummary = z.infer<typeof listSummarySchema>
