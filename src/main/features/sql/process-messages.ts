import { z } from 'zod'
import { sqlResultSchema } from '../../../shared/features/sql/contract.ts'

export const requestSchema = z.object({
  number: z.int(),
  sql: z.string(),
  /** See `Wanted`. */
  limit: z.int(),
  whole: z.boolean(),
  /** After so long the process ends itself. */
  milliseconds: z.int(),
})
export type Request = z.infer<typeof requestSchema>

export const answerSchema = z.object({
  number: z.int(),
  result: sqlResultSchema,
  /** Bytes that the process holds after the statement. */
  memory: z.int(),
})
