import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, listSummarySchema, windowShape } from '../../list.ts'
import { currencySchema, toldMoneySchema } from '../../money.ts'

const part = z
  .object({
    total: toldMoneySchema,
    sourceTypes: z.array(z.object({ type: z.string(), amount: z.int() })).readonly(),
  })
  .readonly()

/** One currency's balance (https://docs.stripe.com/api/balance); amounts may be negative. */
export const currencyBalanceSchema = z
  .object({
    currency: currencySchema,
    available: part,
    pending: part,
    instantAvailable: toldMoneySchema.nullable(),
    connectReserved: toldMoneySchema.nullable(),
    /** When what is pending becomes available, by day, soonest first; from the mirrored transactions. */
    arriving: z
      .array(z.object({ availableOn: secondsSchema, amount: toldMoneySchema }).readonly())
      .readonly(),
  })
  .readonly()
export type CurrencyBalance = z.infer<typeof currencyBalanceSchema>

/** Available and pending of one currency, and both together. */
const sidesSchema = z
  .object({ available: toldMoneySchema, pending: toldMoneySchema, total: toldMoneySchema })
  .readonly()
export type BalanceSides = z.infer<typeof sidesSchema>

/** How much of the balance transactions is held, from which past balances are computed. */
export const transactionHistorySchema = z
  .object({
    /** `unreadable`: the key may not list them, or the server does not. */
    state: z.enum(['complete', 'reading', 'unreadable']),
    /** While they are being read, newest first: those made from here on are held. */
    reachedBackTo: secondsSchema.nullable(),
  })
  .readonly()
export type TransactionHistory = z.infer<typeof transactionHistorySchema>

/** One currency's balance as Stripe told it, beside the sum of its transactions at that moment. */
export const reconciledCurrencySchema = z
  .object({
    currency: currencySchema,
    live: sidesSchema,
    computed: sidesSchema,
    /** Live less computed. */
    drift: sidesSchema,
    agrees: z.boolean(),
    /** Money moved in the very seconds in which the balance was read: a difference may be no more than that. */
    moving: z.boolean(),
  })
  .readonly()
export type ReconciledCurrency = z.infer<typeof reconciledCurrencySchema>

export const balanceTransactionRowSchema = z
  .object({
    id: heldIdSchema,
    type: z.string(),
    reportingCategory: z.string().nullable(),
    amount: toldMoneySchema,
    fee: toldMoneySchema,
    net: toldMoneySchema,
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
  /** The balance after everything up to and in a second, from the mirrored transactions of the payments balance. */
  at: {
    input: z.object({ account: accountIdSchema, at: secondsSchema }).strict().readonly(),
    output: z
      .object({
        balances: z
          .array(z.object({ currency: currencySchema, ...sidesSchema.unwrap().shape }).readonly())
          .readonly(),
        history: transactionHistorySchema,
        freshness: freshnessSchema,
      })
      .readonly(),
  },
  /** Available and pending together at the end of each day (UTC) up to `to`, and in `to` itself. */
  course: {
    input: z
      .object({ account: accountIdSchema, to: secondsSchema, days: z.int().min(1).max(400) })
      .strict()
      .readonly(),
    output: z
      .object({
        /** Seconds UTC, oldest first. */
        moments: z.array(secondsSchema).readonly(),
        totals: z
          .array(z.object({ currency: currencySchema, amounts: z.array(z.int()).readonly() }).readonly())
          .readonly(),
        freshness: freshnessSchema,
      })
      .readonly(),
  },
  /**
   * The live balance compared with the sum of its transactions when it was read. Available and pending are compared;
   * `connect_reserved`, `instant_available`, `issuing` and `refund_and_dispute_prefunding` are not.
   */
  reconciliation: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z
      .object({
        /** By Stripe's clock; null where the balance has not been read together with its transactions yet. */
        readAt: secondsSchema.nullable(),
        history: transactionHistorySchema,
        /** None while the history is not complete or the balance not read. */
        currencies: z.array(reconciledCurrencySchema).readonly(),
        freshness: freshnessSchema,
      })
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
