import { z } from 'zod'
import type { TransferFilter } from '../../../shared/features/transfers/contract.ts'
import { directionSchema } from '../../../shared/list.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

export const transferStatuses = ['paid', 'partially_reversed', 'reversed'] as const
const transferStatusSchema = z.enum(transferStatuses)

export const transferSortSchema = z.object({
  column: z.enum(['created', 'amount']),
  direction: directionSchema,
})

/** What the address holds of the transfers list. */
export const transfersSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.array(transferStatusSchema).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  destination: z.string().max(255).optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  sort: transferSortSchema.optional().catch(undefined),
  transfer: z.string().optional().catch(undefined),
})
export type TransfersSearch = z.infer<typeof transfersSearchSchema>

export function filterOf(search: TransfersSearch, timeZone: string): TransferFilter {
  const { q, status, currency, destination, period } = search
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(currency === undefined ? {} : { currency }),
    ...(destination === undefined ? {} : { destination }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
  }
}
