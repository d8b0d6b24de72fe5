import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema, heldIdSchema } from '../../ids.ts'
import { createdRangeSchema, directionSchema, windowShape } from '../../list.ts'

/** Stripe's words for every type that the mirror keeps in a table of its own. */
export const mirroredTypes = [
  'account',
  'application_fee',
  'balance_transaction',
  'bank_account',
  'card',
  'charge',
  'checkout.session',
  'customer',
  'dispute',
  'fee_refund',
  'file',
  'invoice',
  'payment_intent',
  'payment_method',
  'payout',
  'price',
  'product',
  'refund',
  'setup_intent',
  'subscription',
  'topup',
  'transfer',
  'transfer_reversal',
  'webhook_endpoint',
] as const
export const mirroredTypeSchema = z.enum(mirroredTypes)
export type MirroredType = z.infer<typeof mirroredTypeSchema>

/** An object as Stripe sent it, with all its fields. */
export const objectRowSchema = z
  .object({
    id: heldIdSchema,
    type: z.string(),
    created: secondsSchema,
    /** Stripe no longer has it; its fields are those last seen. */
    deleted: z.boolean(),
    fields: z.record(z.string(), z.unknown()).readonly(),
  })
  .readonly()
export type ObjectRow = z.infer<typeof objectRowSchema>

/** A type without one of these columns ignores no filter: it answers `invalid_input`. */
export const objectFilterSchema = z
  .object({
    /** Words that must all occur in the object's names, descriptions and metadata; or the start of its id. */
    text: z.string().max(200).optional(),
    created: createdRangeSchema.optional(),
    status: z.string().max(100).optional(),
    customer: heldIdSchema.optional(),
    /** The connected account it belongs to. */
    connectedAccount: heldIdSchema.optional(),
    /** The product of a price. */
    product: heldIdSchema.optional(),
    includeDeleted: z.boolean().default(false),
  })
  .strict()
  .readonly()
export type ObjectListFilter = z.infer<typeof objectFilterSchema>

const filtered = { account: accountIdSchema, type: mirroredTypeSchema, filter: objectFilterSchema }

export const objectsContract = {
  list: {
    input: z
      .object({ ...filtered, direction: directionSchema.default('desc'), ...windowShape })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(objectRowSchema).readonly(), freshness: freshnessSchema }).readonly(),
  },
  /** How many there are; counted to a limit, beyond which `exact` is false. */
  count: {
    input: z.object(filtered).strict().readonly(),
    output: z
      .object({ count: z.int().nonnegative(), exact: z.boolean(), freshness: freshnessSchema })
      .readonly(),
  },
  /** Any mirrored object by its id, of whatever type. */
  get: {
    input: z.object({ account: accountIdSchema, id: heldIdSchema }).strict().readonly(),
    output: z.object({ object: objectRowSchema, raw: z.string(), freshness: freshnessSchema }).readonly(),
  },
} as const
