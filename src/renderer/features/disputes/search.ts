import { z } from 'zod'
import { type DisputeFilter, disputeStatusSchema } from '../../../shared/features/disputes/contract.ts'
import { directionSchema } from '../../../shared/list.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

export const disputeSortSchema = z.object({
  column: z.enum(['created', 'amount', 'status', 'dueBy']),
  direction: directionSchema,
})

/** What the address holds of the disputes list. */
export const disputesSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.array(disputeStatusSchema).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  sort: disputeSortSchema.optional().catch(undefined),
  dispute: z.string().optional().catch(undefined),
})
export type DisputesSearch = z.infer<typeof disputesSearchSchema>

export function filterOf({ q, status, currency, period }: DisputesSearch, timeZone: string): DisputeFilter {
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(currency === undefined ? {} : { currency }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
  }
}
