import { z } from 'zod'
import {
  type PaymentFilter,
  type PaymentSort,
  paymentSortSchema,
  paymentStatusSchema,
} from '../../../shared/features/payments/contract.ts'
import { currencySchema } from '../../../shared/money.ts'
import { daysOfPeriod, periodSchema, rangeOfDays } from '../../lib/period.ts'

/** What the address holds of the payments list: its filter, its sort and the chosen row. Unreadable parts are dropped. */
export const paymentsSearchSchema = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.array(paymentStatusSchema).readonly().optional().catch(undefined),
  currency: currencySchema.optional().catch(undefined),
  min: z.int().optional().catch(undefined),
  max: z.int().optional().catch(undefined),
  period: periodSchema.optional().catch(undefined),
  customer: z.string().optional().catch(undefined),
  sort: paymentSortSchema.optional().catch(undefined),
  payment: z.string().optional().catch(undefined),
})
export type PaymentsSearch = z.infer<typeof paymentsSearchSchema>

export const newestFirst: PaymentSort = { column: 'created', direction: 'desc' }

export function filterOf(search: PaymentsSearch, timeZone: string): PaymentFilter {
  const { q, status, currency, min, max, period, customer } = search
  const amount = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
  return {
    ...(q === undefined || q.trim() === '' ? {} : { text: q.trim() }),
    ...(status === undefined || status.length === 0 ? {} : { statuses: status }),
    ...(currency === undefined ? {} : { currency }),
    ...(currency === undefined || Object.keys(amount).length === 0 ? {} : { amount }),
    ...(period === undefined ? {} : { created: rangeOfDays(daysOfPeriod(period, timeZone), timeZone) }),
    ...(customer === undefined ? {} : { customer }),
  }
}
