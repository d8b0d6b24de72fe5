import { accountsContract } from './features/accounts/contract.ts'
import { allAccountsContract } from './features/all-accounts/contract.ts'
import { appContract } from './features/app/contract.ts'
import { applicationFeesContract } from './features/application-fees/contract.ts'
import { approvalsContract } from './features/approvals/contract.ts'
import { balancesContract } from './features/balances/contract.ts'
import { bulkRefundsContract } from './features/bulk-refunds/contract.ts'
import { disputesContract } from './features/disputes/contract.ts'
import { limitsContract } from './features/limits/contract.ts'
import { objectsContract } from './features/objects/contract.ts'
import { operationsContract } from './features/operations/contract.ts'
import { operatorLogContract } from './features/operator-log/contract.ts'
import { overviewContract } from './features/overview/contract.ts'
import { paymentsContract } from './features/payments/contract.ts'
import { payoutsContract } from './features/payouts/contract.ts'
import { refundsContract } from './features/refunds/contract.ts'
import { searchContract } from './features/search/contract.ts'
import { settingsContract } from './features/settings/contract.ts'
import { sqlContract } from './features/sql/contract.ts'
import { syncContract } from './features/sync/contract.ts'
import { transfersContract } from './features/transfers/contract.ts'
import type { Contract } from './ipc.ts'

/** Everything the page may ask of main. */
export const contract = {
  accounts: accountsContract,
  allAccounts: allAccountsContract,
  app: appContract,
  applicationFees: applicationFeesContract,
  approvals: approvalsContract,
  balances: balancesContract,
  bulkRefunds: bulkRefundsContract,
  disputes: disputesContract,
  limits: limitsContract,
  objects: objectsContract,
  operations: operationsContract,
  operatorLog: operatorLogContract,
  overview: overviewContract,
  payments: paymentsContract,
  payouts: payoutsContract,
  refunds: refundsContract,
  search: searchContract,
  settings: settingsContract,
  sql: sqlContract,
  sync: syncContract,
  transfers: transfersContract,
} as const satisfies Contract
