import { z } from 'zod'
import { intervalSchema } from '../../../shared/features/overview/contract.ts'
import { currencySchema } from '../../../shared/money.ts'
import { presets } from '../../lib/period.ts'

/** What the address holds of the overview. */
export const overviewSearchSchema = z.object({
  currency: currencySchema.optional().catch(undefined),
  period: z.enum(presets).optional().catch(undefined),
  interval: intervalSchema.optional().catch(undefined),
})
export type OverviewSearch = z.infer<typeof overviewSearchSchema>
