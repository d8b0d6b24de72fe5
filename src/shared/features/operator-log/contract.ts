import { z } from 'zod'
import { secondsSchema } from '../../freshness.ts'
import { accountIdSchema } from '../../ids.ts'
import { windowShape } from '../../list.ts'

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/)

export const logEntrySchema = z
  .object({
    seq: z.int(),
    at: z.int(),
    operator: z.string(),
    /** `feature.what`, such as `limits.change`. */
    action: z.string(),
    /** Canonical JSON. */
    details: z.string(),
    previous: z.string(),
    hash: z.string(),
  })
  .readonly()
export type LogEntry = z.infer<typeof logEntrySchema>

/** The newest entry; whoever knows it can tell whether anything before it was changed. */
export const logHeadSchema = z.object({ seq: z.int().positive(), hash: hashSchema }).readonly()
export type LogHead = z.infer<typeof logHeadSchema>

/** A head that was once written down outside the log, such as in the metadata of a refund. */
export const logAnchorSchema = z.object({ seq: z.int(), hash: z.string(), source: z.string() }).readonly()
export type LogAnchor = z.infer<typeof logAnchorSchema>

/**
 * `edited`: an entry does not fit its own hash. `moved`: it was written at another place. `missing`: dropped or cut off.
 * `rewritten`: it fits its own hash, but what follows it, or an anchor, names another.
 * `unexpected`: stands where no entry was written. `head_lost`: the record of the newest entry is gone.
 */
export const logProblemKinds = ['edited', 'moved', 'missing', 'rewritten', 'unexpected', 'head_lost'] as const

export const logProblemSchema = z
  .object({
    kind: z.enum(logProblemKinds),
    seq: z.int(),
    /** The last of a run of missing entries; otherwise the same as `seq`. */
    until: z.int(),
    /** Where a moved entry was written. */
    from: z.int().nullable(),
    /** The anchor that showed it. */
    source: z.string().nullable(),
  })
  .readonly()
export type LogProblem = z.infer<typeof logProblemSchema>

export const logReportSchema = z
  .object({
    ok: z.boolean(),
    entries: z.int().nonnegative(),
    head: logHeadSchema.nullable(),
    anchors: z.int().nonnegative(),
    problems: z.array(logProblemSchema).readonly(),
  })
  .readonly()
export type LogReport = z.infer<typeof logReportSchema>

export const operatorLogContract = {
  /** Newest first. */
  list: {
    input: z
      .object({ account: accountIdSchema, ...windowShape })
      .strict()
      .readonly(),
    output: z.object({ rows: z.array(logEntrySchema).readonly(), total: z.int().nonnegative() }).readonly(),
  },
  /** Checks every entry against the chain and against the heads kept with money operations. */
  verify: { input: z.object({ account: accountIdSchema }).strict().readonly(), output: logReportSchema },
  /** Writes the log as JSON lines where the operator chooses; `file` is null where they chose nowhere. */
  exportLog: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: z
      .object({ file: z.string().nullable(), entries: z.int().nonnegative(), at: secondsSchema })
      .readonly(),
  },
} as const
