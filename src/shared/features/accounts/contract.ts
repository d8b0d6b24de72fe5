import { z } from 'zod'
import { accountIdSchema, stripeIdSchema } from '../../ids.ts'
import { currencySchema } from '../../money.ts'
import { nothing } from '../../ipc.ts'

export const accountModeSchema = z.enum(['live', 'test', 'demo'])
export type AccountMode = z.infer<typeof accountModeSchema>

/** Where the key of an account is kept: by the operating system, in memory until the app ends, or nowhere. */
export const keyStorageSchema = z.enum(['system', 'session', 'simulator', 'none'])

export const keyStateSchema = z.enum(['ready', 'missing', 'invalid', 'expired'])

export const keyKindSchema = z.enum(['restricted', 'secret'])

export const accountProfileSchema = z
  .object({
    id: accountIdSchema,
    stripeAccount: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    defaultCurrency: currencySchema.nullable(),
    mode: accountModeSchema,
    /** Only for the simulator or another loopback server; null means api.stripe.com. */
    apiBase: z.string().nullable(),
    keyKind: keyKindSchema.nullable(),
    /** Prefix and last four characters, such as `rk_test_…9f3a`. */
    keyHint: z.string().nullable(),
    keyStorage: keyStorageSchema,
    keyState: keyStateSchema,
    /** Stripe's permission names the key was found to lack, such as `rak_charge_read`. */
    missingPermissions: z.array(z.string()).readonly(),
    /** Of a connected account: the profile of the platform whose key it is reached with. */
    platform: accountIdSchema.nullable(),
  })
  .readonly()
export type AccountProfile = z.infer<typeof accountProfileSchema>

export const accountsStateSchema = z
  .object({
    profiles: z.array(accountProfileSchema).readonly(),
    active: accountIdSchema.nullable(),
    protection: z
      .object({
        /** Whether a provider of the operating system really protects what is stored. */
        persistent: z.boolean(),
        provider: z.string(),
      })
      .readonly(),
  })
  .readonly()
export type AccountsState = z.infer<typeof accountsStateSchema>

export const keyInputSchema = z.string().trim().min(1).max(512)

export const checkedKeySchema = z
  .object({
    mode: accountModeSchema,
    kind: keyKindSchema,
    stripeAccount: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    defaultCurrency: currencySchema.nullable(),
    missingPermissions: z.array(z.string()).readonly(),
    /** The profile that already holds this account in this mode, if any. */
    existing: accountIdSchema.nullable(),
  })
  .readonly()
export type CheckedKey = z.infer<typeof checkedKeySchema>

export const accountsContract = {
  state: { input: nothing, output: accountsStateSchema },
  /** Opens the demo shop, starting the simulator where it is not running. */
  startDemo: { input: nothing, output: accountsStateSchema },
  /** Asks Stripe whose key this is; keeps nothing. */
  checkKey: { input: z.object({ key: keyInputSchema }).strict().readonly(), output: checkedKeySchema },
  /**
   * Checks the key again, keeps it, and opens the account (a new profile or the existing one). With `account`, the key
   * must belong to that one: `key_wrong_account` otherwise.
   */
  connect: {
    input: z.object({ key: keyInputSchema, account: accountIdSchema.optional() }).strict().readonly(),
    output: accountsStateSchema,
  },
  activate: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: accountsStateSchema,
  },
  /**
   * Opens an account connected to a platform as an account of its own, with a folder of its own, read and moved with
   * the platform's key. Throws `object_not_found` or what else Stripe says of it.
   */
  openConnected: {
    input: z.object({ platform: accountIdSchema, stripeAccount: stripeIdSchema }).strict().readonly(),
    output: accountsStateSchema,
  },
  /** Takes the key out of memory and storage; the mirror stays readable. */
  forgetKey: {
    input: z.object({ account: accountIdSchema }).strict().readonly(),
    output: accountsStateSchema,
  },
  /** Removes a profile from the list; asks in a dialog of main and keeps the ledger and archive files. */
  remove: { input: z.object({ account: accountIdSchema }).strict().readonly(), output: accountsStateSchema },
} as const
