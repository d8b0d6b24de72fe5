import { z } from 'zod'
import { failureSchema } from '../../errors.ts'
import { secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { knownCurrencySchema, moneySchema } from '../../money.ts'
import { operationKindSchema, outgoingKinds } from '../operations/contract.ts'

/** Caps: above them nothing is sent. In minor units of one currency, per operation or rolling hour and day. */
const amountCaps = ['operation_amount', 'hour_amount', 'day_amount'] as const
const countCaps = ['hour_count', 'day_count'] as const
/** Above them the amount is typed again, waits out the cooling-off, or needs a second operator. */
const thresholds = ['typed_above', 'hold_above', 'approval_above'] as const
/** How long an operation is held, and how long a looser limit waits before it holds. */
const durations = ['hold_seconds', 'raise_delay_seconds'] as const

export const limitCapSchema = z.enum([...amountCaps, ...countCaps])
export type LimitCap = z.infer<typeof limitCapSchema>

/** A kind of operation after which money is gone, or all of them together. */
export const limitKindSchema = z.enum(['any', ...outgoingKinds])
export type LimitKind = z.infer<typeof limitKindSchema>

const SEVEN_DAYS = 7 * 86_400
const value = z.int().nonnegative().nullable()

/** A limit by name, and its value; null is no limit, and for a duration its default. */
export const limitSchema = z
  .discriminatedUnion('measure', [
    z
      .object({
        kind: limitKindSchema,
        measure: z.enum([...amountCaps, ...thresholds]),
        currency: knownCurrencySchema,
        value,
      })
      .strict(),
    z.object({ kind: limitKindSchema, measure: z.enum(countCaps), currency: z.null(), value }).strict(),
    z
      .object({
        kind: z.literal('any'),
        measure: z.enum(durations),
        currency: z.null(),
        value: z.int().nonnegative().max(SEVEN_DAYS).nullable(),
      })
      .strict(),
  ])
  .readonly()
export type Limit = z.infer<typeof limitSchema>
export type LimitMeasure = Limit['measure']

export const limitChangeSchema = z
  .object({
    id: z.int(),
    limit: limitSchema,
    requestedAt: secondsSchema,
    effectiveAt: secondsSchema,
    operator: z.string(),
    approver: z.string().nullable(),
  })
  .readonly()
export type LimitChange = z.infer<typeof limitChangeSchema>

export const limitsStateSchema = z
  .object({
    active: z.array(limitChangeSchema).readonly(),
    /** Looser limits that wait for their time. */
    pending: z.array(limitChangeSchema).readonly(),
    holdSeconds: z.int(),
    raiseDelaySeconds: z.int(),
  })
  .readonly()
export type LimitsState = z.infer<typeof limitsStateSchema>

/** `releasing`: its time has come, and it may be on its way to Stripe. */
export const holdStates = ['waiting', 'releasing', 'released', 'failed', 'canceled'] as const

export const holdSchema = z
  .object({
    attempt: z.uuid(),
    kind: operationKindSchema,
    amount: moneySchema,
    operator: z.string(),
    placedAt: secondsSchema,
    until: secondsSchema,
    state: z.enum(holdStates),
    /** Why it was not sent when its time came. */
    failure: failureSchema.nullable(),
    settledAt: secondsSchema.nullable(),
  })
  .readonly()
export type Hold = z.infer<typeof holdSchema>

const accountInput = z.object({ account: accountIdSchema }).strict().readonly()

export const limitsContract = {
  state: { input: accountInput, output: limitsStateSchema },
  /** Stricter holds at once, looser after the delay, or at once where a second operator approves with their PIN. */
  change: {
    input: z
      .object({
        account: accountIdSchema,
        limit: limitSchema,
        approval: z
          .object({ operator: z.uuid(), pin: z.string().max(64) })
          .strict()
          .readonly()
          .nullable()
          .default(null),
      })
      .strict()
      .readonly(),
    output: limitsStateSchema,
  },
  /** Takes back a looser limit that is still waiting. */
  withdraw: {
    input: z.object({ account: accountIdSchema, change: z.int() }).strict().readonly(),
    output: limitsStateSchema,
  },
  /** The queue of held operations, those that go first at the top, then what became of earlier ones. */
  holds: {
    input: accountInput,
    output: z.object({ rows: z.array(holdSchema).readonly() }).readonly(),
  },
  /** Takes a held operation out of the queue: nothing is sent. */
  cancelHold: {
    input: z.object({ account: accountIdSchema, attempt: z.uuid() }).strict().readonly(),
    output: holdSchema,
  },
} as const
