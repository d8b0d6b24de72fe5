import { z } from 'zod'

/** Seconds since 1970, UTC. */
export const secondsSchema = z.int().nonnegative()

/** How old what is shown is: the mirror agreed with Stripe at `asOf`; null while nothing has been read yet. */
export const freshnessSchema = z.object({ asOf: secondsSchema.nullable(), complete: z.boolean() }).readonly()
export type Freshness = z.infer<typeof freshnessSchema>
