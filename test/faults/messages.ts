import { z } from 'zod'

/** Where a console may be told to die; besides, it is killed at any moment from outside. */
export const POINTS = ['before_intent', 'intent', 'before_sending', 'sending', 'answered', 'settled'] as const
export const pointSchema = z.enum(POINTS)
export type Point = z.infer<typeof pointSchema>

/** What a console is started with. */
export const settingsSchema = z.object({
  folder: z.string(),
  apiBase: z.url(),
  stripeAccount: z.string(),
  /** Where to end itself with SIGKILL, and at the how many-th time of coming there. */
  death: z.object({ point: pointSchema, time: z.int().positive() }).nullable(),
})
export type Settings = z.infer<typeof settingsSchema>

export const askSchema = z.object({
  type: z.literal('ask'),
  attempt: z.uuid(),
  kind: z.string(),
  amount: z.int(),
  currency: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])),
  acceptSimilar: z.boolean(),
})
export type Ask = z.infer<typeof askSchema>
export const orderSchema = z.discriminatedUnion('type', [askSchema, z.object({ type: z.literal('retry') })])
export type Order = z.infer<typeof orderSchema>

/** What a console tells, as its operator would see it. */
export const newsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** `PRAGMA synchronous` on the journal's own connection as it takes an intent; 2 is FULL. */
  z.object({ type: z.literal('intent'), attempt: z.string(), operation: z.string(), synchronous: z.int() }),
  z.object({ type: z.literal('operation'), operation: z.string(), state: z.string() }),
  z.object({ type: z.literal('answer'), attempt: z.string(), operation: z.string(), state: z.string() }),
  z.object({ type: z.literal('refusal'), attempt: z.string(), code: z.string() }),
  z.object({ type: z.literal('trouble'), text: z.string() }),
])
export type News = z.infer<typeof newsSchema>
