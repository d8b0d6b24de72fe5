import { z } from 'zod'
import { type PayoutFilter, payoutStatusSchema } from '../../../shared/features/payouts/contract.ts'
import { directionSchema } from '../../../shared/list.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

export const payoutSortSchema = z.object({
  column: z.enum(['created', 'amount', 'status', 'arrivalDate']),
  direction: directionSchema,
})

/** What the address holds of the payouts list. */
export const payoutsSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.array(payoutStatusSchema).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  sort: payoutSortSchema.optional().catch(undefined),
  payout: z.string().optional().catch(undefined),
})
export type PayoutsSearch = z.infer<typeof payoutsSearchSchema>

export function filterOf({ q, status, currency, period }: PayoutsSearch, timeZone: string): PayoutFilter {
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(currency === undefined ? {} : { currency }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
  }
}
