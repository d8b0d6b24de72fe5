import { z } from 'zod'

/** A local account profile: `demo`, or a UUID made here. Never Stripe's account id, which may occur live and test. */
export const accountIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/)
export type AccountId = z.infer<typeof accountIdSchema>

/**
 * The id of an object to do something with at Stripe, such as `ch_3Nx…`; old ones and those that shops chose themselves
 * have no prefix.
 */
export const stripeIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.@+:-]*$/)
  .max(255)

/** An id as Stripe or the mirror gives it, and as it is looked up there: shops have chosen `Gold plan` and addresses. */
export const heldIdSchema = z.string().min(1).max(255)

/** A money operation in the journal. */
export const operationIdSchema = z.uuid()
