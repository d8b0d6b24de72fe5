import { z } from 'zod'
import { nothing } from '../../ipc.ts'

export const languageSchema = z.enum(['en', 'zh-CN'])
export type Language = z.infer<typeof languageSchema>

export const settingsSchema = z
  .object({
    language: languageSchema,
    theme: z.enum(['system', 'light', 'dark']),
    density: z.enum(['compact', 'normal', 'comfortable']),
    /** IANA name; null follows the machine. */
    timeZone: z.string().max(64).nullable(),
  })
  .strict()
  .readonly()
export type Settings = z.infer<typeof settingsSchema>

export const settingsContract = {
  get: { input: nothing, output: settingsSchema },
  update: {
    input: z
      .object({
        language: languageSchema.optional(),
        theme: z.enum(['system', 'light', 'dark']).optional(),
        density: z.enum(['compact', 'normal', 'comfortable']).optional(),
        timeZone: z.string().max(64).nullable().optional(),
      })
      .strict()
      .readonly(),
    output: settingsSchema,
  },
} as const
