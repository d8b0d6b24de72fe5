import { z } from 'zod'
import { accountModeSchema } from '../../../shared/features/accounts/contract.ts'
import { standingPeriodSchema } from '../../../shared/features/all-accounts/contract.ts'

/** What the address holds of the view across accounts. */
export const allAccountsSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  /** Whose newest payments are shown. */
  mode: accountModeSchema.optional().catch(undefined),
  period: standingPeriodSchema.optional().catch(undefined),
})
export type AllAccountsSearch = z.infer<typeof allAccountsSearchSchema>
