import { z } from 'zod'
import { searchTypeSchema } from '../../../shared/features/search/contract.ts'

/** What the address holds of the search view. */
export const searchSearchSchema = z.object({
  type: searchTypeSchema.optional().catch(undefined),
  q: z.string().max(10_241).optional().catch(undefined),
  open: z.string().max(255).optional().catch(undefined),
})
export type SearchSearch = z.infer<typeof searchSearchSchema>
