import { z } from 'zod'
import type { BalanceTransactionFilter } from '../../../shared/features/balances/contract.ts'
import { secondsSchema } from '../../../shared/freshness.ts'
import { directionSchema } from '../../../shared/list.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

export const transactionSortSchema = z.object({
  column: z.enum(['created', 'amount', 'net', 'availableOn']),
  direction: directionSchema,
})

/** What the address holds of the balances view: whose moment it is, and the filter and sort of its transactions. */
export const balancesSearchSchema = z.object({
  /** The moment whose balance is shown, seconds UTC; absent: now. */
  at: secondsSchema.optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  type: z.array(z.string()).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  status: z.enum(['available', 'pending']).optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  sort: transactionSortSchema.optional().catch(undefined),
})
export type BalancesSearch = z.infer<typeof balancesSearchSchema>

export function filterOf(search: BalancesSearch, timeZone: string): BalanceTransactionFilter {
  const { q, type, currency, status, period } = search
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(type === undefined || type.length === 0 ? {} : { types: type }),
    ...(currency === undefined ? {} : { currency }),
    ...(status === undefined ? {} : { status }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
  }
}
