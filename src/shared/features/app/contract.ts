import { z } from 'zod'
import { nothing } from '../../ipc.ts'

export const appContract = {
  info: {
    input: nothing,
    output: z
      .object({
        version: z.string(),
        /** `electron`, or `host` where a system Chromium stands in for it. */
        runtime: z.enum(['electron', 'host']),
        /** The folder that holds every account's databases. */
        dataFolder: z.string(),
        /** Set when `--api-base` points this console at a loopback server. */
        apiBase: z.string().nullable(),
      })
      .readonly(),
  },
  /** Opens a page of stripe.com in the system's browser; anything else is refused. */
  openExternal: {
    input: z
      .object({ url: z.url().max(2000) })
      .strict()
      .readonly(),
    output: nothing,
  },
  copyText: {
    input: z
      .object({ text: z.string().max(2_000_000) })
      .strict()
      .readonly(),
    output: nothing,
  },
} as const
