import { balancesQueries } from '../features/balances/queries.ts'
import { bulkRefundQueries } from '../features/bulk-refunds/queries.ts'
import { disputesQueries } from '../features/disputes/queries.ts'
import { objectsQueries } from '../features/objects/queries.ts'
import { operationsQueries } from '../features/operations/queries.ts'
import { operatorLogQueries } from '../features/operator-log/queries.ts'
import { overviewQueries } from '../features/overview/queries.ts'
import { paymentsQueries } from '../features/payments/queries.ts'
import { payoutsQueries } from '../features/payouts/queries.ts'
import { refundsQueries } from '../features/refunds/queries.ts'
import { transfersQueries } from '../features/transfers/queries.ts'
import { searchQueries } from '../features/search/queries.ts'

/** Every question that a reader thread answers, by name; each feature brings its own. */
export const mirrorQueries = {
  ...balancesQueries,
  ...bulkRefundQueries,
  ...disputesQueries,
  ...objectsQueries,
  ...operationsQueries,
  ...operatorLogQueries,
  ...overviewQueries,
  ...paymentsQueries,
  ...payoutsQueries,
  ...refundsQueries,
  ...transfersQueries,
  ...searchQueries,
}

export type MirrorQueries = typeof mirrorQueries
export type QueryName = keyof MirrorQueries

export function isQueryName(name: string): name is QueryName {
  return Object.hasOwn(mirrorQueries, name)
}
