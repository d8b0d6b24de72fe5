import { z } from 'zod'
import { accountModeSchema, keyKindSchema } from '../../shared/features/accounts/contract.ts'
import { accountIdSchema } from '../../shared/ids.ts'
import { currencySchema } from '../../shared/money.ts'

/** What is kept of an account between runs; never its key. */
export const profileRecordSchema = z
  .object({
    id: accountIdSchema,
    stripeAccount: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    defaultCurrency: currencySchema.nullable(),
    mode: accountModeSchema,
    apiBase: z.string().nullable(),
    keyKind: keyKindSchema.nullable(),
    keyHint: z.string().nullable(),
    missingPermissions: z.array(z.string()).readonly(),
    /** The platform's profile, of a connected account; files of earlier versions know none. */
    platform: accountIdSchema.nullable().default(null),
  })
  .readonly()
export type ProfileRecord = z.infer<typeof profileRecordSchema>

export const profilesFileSchema = z
  .object({ profiles: z.array(profileRecordSchema).readonly(), active: accountIdSchema.nullable() })
  .readonly()
export type ProfilesFile = z.infer<typeof profilesFileSchema>

export const noProfiles: ProfilesFile = { profiles: [], active: null }

/** The list with this profile in it, in place of an older one. */
export function withProfile(file: ProfilesFile, profile: ProfileRecord): ProfilesFile {
  const known = file.profiles.some(({ id }) => id === profile.id)
  return {
    ...file,
    profiles: known
      ? file.profiles.map((each) => (each.id === profile.id ? profile : each))
      : [...file.profiles, profile],
  }
}
