import { z } from 'zod'
import { accountIdSchema } from '../../ids.ts'

/** A value of a result; a blob is told by its size. */
export const sqlCellSchema = z.union([z.string(), z.number(), z.null()])
export type SqlCell = z.infer<typeof sqlCellSchema>

export const sqlErrorSchema = z
  .object({
    /**
     * not_allowed: no single SELECT; unreadable: what is stored is damaged; time_up, too_much_memory: took more than a
     * statement may; cancelled: by the operator.
     */
    code: z.enum([
      'invalid',
      'not_allowed',
      'unreadable',
      'time_up',
      'too_much_memory',
      'cancelled',
      'ended',
    ]),
    /** SQLite's own words; empty where the code says all. */
    message: z.string(),
    /** Index into the statement where that is known. */
    position: z.int().nonnegative().nullable(),
  })
  .readonly()
export type SqlError = z.infer<typeof sqlErrorSchema>

export const sqlResultSchema = z.discriminatedUnion('ok', [
  z
    .object({
      ok: z.literal(true),
      columns: z.array(z.string()).readonly(),
      rows: z.array(z.array(sqlCellSchema).readonly()).readonly(),
      /** There are more rows than were asked for. */
      more: z.boolean(),
      milliseconds: z.int().nonnegative(),
    })
    .readonly(),
  z.object({ ok: z.literal(false), error: sqlErrorSchema }).readonly(),
])
export type SqlResult = z.infer<typeof sqlResultSchema>

export const savedQuerySchema = z
  .object({ name: z.string().trim().min(1).max(80), sql: z.string().min(1).max(20_000) })
  .strict()
  .readonly()
export type SavedQuery = z.infer<typeof savedQuerySchema>
export const MOST_SAVED = 200
export const savedQueriesSchema = z.array(savedQuerySchema).max(MOST_SAVED).readonly()

const of = z.object({ account: accountIdSchema }).strict().readonly()
const statement = { account: accountIdSchema, sql: z.string().max(20_000) }

export const sqlContract = {
  /** The views that can be asked, with their columns. See `docs/sql.md`. */
  views: {
    input: of,
    output: z
      .array(
        z
          .object({
            name: z.string(),
            columns: z.array(z.object({ name: z.string(), type: z.string() }).readonly()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
  },
  /** Runs one SELECT; another one running for the account is ended first. */
  run: {
    input: z
      .object({ ...statement, limit: z.int().min(1).max(10_000).default(1000) })
      .strict()
      .readonly(),
    output: sqlResultSchema,
  },
  cancel: { input: of, output: z.object({}).readonly() },
  /** Asks where to and writes the result, up to 100,000 rows; `file` is null where the operator chose nowhere. */
  exportResult: {
    input: z
      .object({ ...statement, format: z.enum(['csv', 'json']) })
      .strict()
      .readonly(),
    output: z.discriminatedUnion('ok', [
      z
        .object({
          ok: z.literal(true),
          file: z.string().nullable(),
          rows: z.int().nonnegative(),
          more: z.boolean(),
        })
        .readonly(),
      z.object({ ok: z.literal(false), error: sqlErrorSchema }).readonly(),
    ]),
  },
  saved: { input: z.object({}).strict().readonly(), output: savedQueriesSchema },
  /** Replaces the one of the same name; `saved_queries_full` where a new one is one too many. */
  save: { input: savedQuerySchema, output: savedQueriesSchema },
  forget: {
    input: z
      .object({ name: z.string().max(80) })
      .strict()
      .readonly(),
    output: savedQueriesSchema,
  },
} as const
