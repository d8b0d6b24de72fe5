import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, stripeIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, moneySchema } from '../../money.ts'

const part = z
  .object({
    total: moneySchema,
    sourceTypes: z.array(z.object({ type: z.string(), amount: z.int() })).readonly(),
  })
  .readonly()

/** One currency's balance (https://docs.stripe.com/api/balance); amounts may be negative. */
export const currencyBalanceSchema = z
  .object({
    currency: currencySchema,
    available: part,
    pending: part,
    instantAvailable: moneySchema.nullable(),
    connectReserved: moneySchema.nullable(),
    /** When what is pending becomes available, by day, soonest first; from the mirrored transactions. */
    arriving: z.array(z.object({ availableOn: secondsSchema, amount: moneySchema }).readonly()).readonly(),
  })
  .readonly()
export type CurrencyBalance = z.infer<typeof currencyBalanceSchema>

export const balanceTransactionRowSchema = z
  .object({
    id: stripeIdSchema,
    type: z.string(),
    reportingCategory: z.string().nullable(),
    amount: moneySchema,
    fee: moneySchema,
    net: moneySchema,
    status: z.string(),
    created: secondsSchema,
    availableOn: secondsSchema,
    source: z.string().nullable(),
    description: z.string().nullable(),
  })
  .readonly()
export type BalanceTransactionRow = z.infer<typeof balanceTransactionRowSchema>

export const balanceTransactionFilterSchema = z
  .object({
    types: z.array(z.string()).readonly().optional(),
    currency: currencySchema.optional(),
    status: z.enum(['available', 'pending']).optional(),
    created: createdRangeSchema.optional(),
    text: z.string().max(200).optional(),
  })
  .strict()
  .readonly()
export type BalanceTransactionFilter = z.infer<typeof balanceTransactionFilterSchema>

export const balancesContract = {
  get: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z
      .object({ balances: z.array(currencyBalanceSchema).readonly(), freshness: freshnessSchema })
      .readonly(),
  },
  transactions: {
    input: z
      .object({
        account: accountIdSchema,
        filter: balanceTransactionFilterSchema,
        sort: z
          .object({ column: z.enum(['created', 'amount', 'net', 'availableOn']), direction: directionSchema })
          .strict()
          .readonly()
          .default({ column: 'created', direction: 'desc' }),
        ...windowShape,
      })
      .strict()
      .readonly(),
    output: z
      .object({ rows: z.array(balanceTransactionRowSchema).readonly(), freshness: freshnessSchema })
      .readonly(),
  },
  transactionSummary: {
    input: z.object({ account: accountIdSchema, filter: balanceTransactionFilterSchema }).strict().readonly(),
    output: listSummarySchema,
  },
  /** The transaction types that occur, most used first. */
  transactionTypes: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z.array(z.string()).readonly(),
  },
} as const
