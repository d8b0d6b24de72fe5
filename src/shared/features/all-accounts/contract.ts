import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { currencySchema, toldMoneySchema } from '../../money.ts'

export const standingPeriods = ['today', 'last7', 'last30'] as const
export const standingPeriodSchema = z.enum(standingPeriods)
export type StandingPeriod = z.infer<typeof standingPeriodSchema>

/** What came in over a period; as in the overview, with `net` null where fees cannot be stated in this currency. */
export const volumeSchema = z
  .object({ gross: toldMoneySchema, refunds: toldMoneySchema, net: toldMoneySchema.nullable() })
  .readonly()
export type Volume = z.infer<typeof volumeSchema>

/** How one currency stands; every amount in it is in `currency`. */
export const currencyStandingSchema = z
  .object({
    currency: currencySchema,
    /** Null where the account holds no balance in this currency. */
    balance: z.object({ available: toldMoneySchema, pending: toldMoneySchema }).readonly().nullable(),
    volumes: z.record(standingPeriodSchema, volumeSchema).readonly(),
  })
  .readonly()
export type CurrencyStanding = z.infer<typeof currencyStandingSchema>

/** How many things of each kind a person should look at. */
export const attentionSchema = z
  .object({
    /** Disputes and inquiries not closed yet; those that wait for an answer are among them. */
    disputesOpen: z.int().nonnegative(),
    disputesToAnswer: z.int().nonnegative(),
    /** Of the longest period. */
    payoutsFailed: z.int().nonnegative(),
    operationsUnknown: z.int().nonnegative(),
    operationsNeedPerson: z.int().nonnegative(),
    operationsHeld: z.int().nonnegative(),
    operationsToApprove: z.int().nonnegative(),
  })
  .readonly()
export type Attention = z.infer<typeof attentionSchema>

export const accountStandingSchema = z
  .object({
    /** The most used first. */
    currencies: z.array(currencyStandingSchema).readonly(),
    attention: attentionSchema,
    freshness: freshnessSchema,
  })
  .readonly()
export type AccountStanding = z.infer<typeof accountStandingSchema>

const spanSchema = z.object({ from: secondsSchema, to: secondsSchema }).strict().readonly()

/**
 * The view across accounts asks for each account by itself, so that one that cannot be opened takes nothing from the
 * others. Payments, searches and the state of the sync come from the features that know them.
 */
export const allAccountsContract = {
  /** Where one account stands; opens it where needed. Half-open periods that begin at midnight in `timeZone`. */
  standing: {
    input: z
      .object({
        account: accountIdSchema,
        timeZone: z.string().max(64),
        periods: z.record(standingPeriodSchema, spanSchema).readonly(),
      })
      .strict()
      .readonly(),
    output: accountStandingSchema,
  },
} as const
