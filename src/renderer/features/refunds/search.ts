import { z } from 'zod'
import { type RefundFilter, refundStatusSchema } from '../../../shared/features/refunds/contract.ts'
import { directionSchema } from '../../../shared/list.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

export const refundSortSchema = z.object({
  column: z.enum(['created', 'amount', 'status']),
  direction: directionSchema,
})

/** What the address holds of the refunds list. */
export const refundsSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.array(refundStatusSchema).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  sort: refundSortSchema.optional().catch(undefined),
})
export type RefundsSearch = z.infer<typeof refundsSearchSchema>

export function filterOf({ q, status, currency, period }: RefundsSearch, timeZone: string): RefundFilter {
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(currency === undefined ? {} : { currency }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
  }
}
