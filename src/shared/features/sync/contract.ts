import { z } from 'zod'
import { failureSchema } from '../../errors.ts'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'

export const syncPhaseSchema = z.enum([
  'stopped',
  /** What an earlier version mirrored is carried over; Stripe is not followed until it is. `freshness` is of what is read. */
  'rebuilding',
  'backfilling',
  'watching',
  'offline',
  'blocked',
  'paused',
  /** Another process writes in the account's folder. */
  'waiting',
])

/** Progress of one resource's backfill, or of a table that is carried over. */
export const resourceProgressSchema = z
  .object({
    resource: z.string(),
    done: z.int().nonnegative(),
    /** Known once complete, before that estimated from how far back in the account's life it has been read. */
    total: z.int().nonnegative().nullable(),
    estimated: z.boolean(),
    /** Everything created from here on is held; seconds UTC. */
    reachedBackTo: secondsSchema.nullable(),
    complete: z.boolean(),
    rowsPerSecond: z.number().nonnegative(),
    secondsLeft: z.number().nonnegative().nullable(),
    /** Why it is not read: the key may not, or the server has no such list. */
    skipped: z.enum(['permission', 'unsupported']).optional(),
  })
  .readonly()
export type ResourceProgress = z.infer<typeof resourceProgressSchema>

export const syncStatusSchema = z
  .object({
    account: accountIdSchema,
    phase: syncPhaseSchema,
    online: z.boolean(),
    freshness: freshnessSchema,
    /** The last time an answer was asked for, and when the next poll is due. */
    lastAttemptAt: secondsSchema.nullable(),
    nextPollAt: secondsSchema.nullable(),
    resources: z.array(resourceProgressSchema).readonly(),
    reads: z
      .object({
        last30Days: z.int().nonnegative(),
        allowance: z.int(),
        forecast30Days: z.int().nonnegative(),
      })
      .readonly(),
    /** The last look at what events may have failed to tell of, and how many objects such looks have repaired in all. */
    drift: z
      .object({ checkedAt: secondsSchema, checked: z.int().nonnegative(), repaired: z.int().nonnegative() })
      .readonly()
      .nullable()
      .optional(),
    failure: failureSchema.nullable(),
  })
  .readonly()
export type SyncStatus = z.infer<typeof syncStatusSchema>

const account = z.object({ account: accountIdSchema }).strict().readonly()

export const syncContract = {
  status: { input: account, output: syncStatusSchema },
  pollNow: { input: account, output: syncStatusSchema },
  pause: { input: account, output: syncStatusSchema },
  resume: { input: account, output: syncStatusSchema },
} as const
