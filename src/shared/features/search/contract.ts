import { z } from 'zod'
import { freshnessSchema, secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { directionSchema } from '../../list.ts'
import { toldMoneySchema } from '../../money.ts'
import { searchErrorCodes } from '../../search/errors.ts'
import type { SearchableType } from '../../search/fields.ts'

/** The types that can be searched, in the order in which results are grouped. */
export const searchTypes = [
  'payment_intents',
  'charges',
  'customers',
  'refunds',
  'disputes',
  'payouts',
  'transfers',
  'invoices',
  'subscriptions',
  'balance_transactions',
  'application_fees',
  'topups',
  'checkout_sessions',
  'setup_intents',
  'payment_methods',
  'accounts',
  'products',
  'prices',
  'events',
] as const satisfies readonly SearchableType[]
export const searchTypeSchema = z.enum(searchTypes)

/** An object of any type in the shape that all have in common. */
export const searchRowSchema = z
  .object({
    type: searchTypeSchema,
    id: z.string(),
    /** What it is about: a description, a number, a name. */
    title: z.string().nullable(),
    amount: toldMoneySchema.nullable(),
    status: z.string().nullable(),
    created: secondsSchema,
    /** The customer, account or person concerned. */
    who: z.string().nullable(),
  })
  .readonly()
export type SearchRow = z.infer<typeof searchRowSchema>

export const searchErrorSchema = z
  .object({
    code: z.enum(searchErrorCodes),
    position: z.int().nonnegative(),
    length: z.int().nonnegative(),
    expected: z.array(z.string()).readonly(),
    found: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .readonly()

const asked = {
  account: accountIdSchema,
  type: searchTypeSchema,
  query: z.string().max(10_241),
  /** IANA name of the zone whose calendar the query's dates mean. */
  zone: z.string().max(64),
}

const refused = z.object({ ok: z.literal(false), error: searchErrorSchema }).readonly()

export const searchContract = {
  /** Objects of one type that a query in the search language finds, by creation. See `docs/search.md`. */
  query: {
    input: z
      .object({
        ...asked,
        direction: directionSchema.default('desc'),
        /** `next` of the answer before; null begins. */
        after: z.int().nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      })
      .strict()
      .readonly(),
    output: z.discriminatedUnion('ok', [
      z
        .object({
          ok: z.literal(true),
          rows: z.array(searchRowSchema).readonly(),
          /** Where to go on; null at the end. An answer may be short of rows: it then took its time. */
          next: z.int().nullable(),
          /** How far has been looked; seconds UTC, null at the end. */
          reached: secondsSchema.nullable(),
          freshness: freshnessSchema,
        })
        .readonly(),
      refused,
    ]),
  },
  /** How many a query finds; not `exact` where counting all would take too long. */
  count: {
    input: z.object(asked).strict().readonly(),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), count: z.int().nonnegative(), exact: z.boolean() }).readonly(),
      refused,
    ]),
  },
  /** Half a clue, looked for in all types; in each the best first: exact id, a whole line or amount, a whole word, name, words. */
  everything: {
    input: z
      .object({ account: accountIdSchema, text: z.string().max(200) })
      .strict()
      .readonly(),
    output: z
      .object({
        groups: z
          .array(
            z
              .object({
                type: searchTypeSchema,
                rows: z.array(searchRowSchema).readonly(),
                more: z.boolean(),
              })
              .readonly(),
          )
          .readonly(),
        freshness: freshnessSchema,
      })
      .readonly(),
  },
  /** Metadata keys of the newest objects, most used first: for completion. */
  metadataKeys: {
    input: z.object({ account: accountIdSchema, type: searchTypeSchema }).strict().readonly(),
    output: z.array(z.string()).readonly(),
  },
} as const
