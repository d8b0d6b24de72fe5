import { createHashHistory, createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { z } from 'zod'
import { ConnectPage } from '../features/accounts/connect-page.tsx'
import { AllAccountsPage } from '../features/all-accounts/all-accounts-page.tsx'
import { allAccountsSearchSchema } from '../features/all-accounts/search.ts'
import { RefundFeeButton } from '../features/application-fees/refund-fee-button.tsx'
import { OperatorsPage } from '../features/approvals/operators-page.tsx'
import { BalancesPage } from '../features/balances/balances-page.tsx'
import { balancesSearchSchema } from '../features/balances/search.ts'
import { BatchPage } from '../features/bulk-refunds/batch-page.tsx'
import { BulkRefundsPage } from '../features/bulk-refunds/bulk-refunds-page.tsx'
import { DisputesPage } from '../features/disputes/disputes-page.tsx'
import { disputesSearchSchema } from '../features/disputes/search.ts'
import { LimitsPage } from '../features/limits/limits-page.tsx'
import { OperationsPage } from '../features/operations/operations-page.tsx'
import { operationsSearchSchema } from '../features/operations/search.ts'
import { OperatorLogPage } from '../features/operator-log/operator-log-page.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { overviewSearchSchema } from '../features/overview/search.ts'
import { PaymentActions } from '../features/payments/payment-actions.tsx'
import { PaymentPage } from '../features/payments/payment-page.tsx'
import { PaymentsPage } from '../features/payments/payments-page.tsx'
import { paymentsSearchSchema } from '../features/payments/search.ts'
import { PayoutsPage } from '../features/payouts/payouts-page.tsx'
import { payoutsSearchSchema } from '../features/payouts/search.ts'
import { RefundButton } from '../features/refunds/refund-button.tsx'
import { RefundsPage } from '../features/refunds/refunds-page.tsx'
import { refundsSearchSchema } from '../features/refunds/search.ts'
import { SearchPage } from '../features/search/search-page.tsx'
import { searchSearchSchema } from '../features/search/search.ts'
import { SettingsTabs } from '../features/settings/settings-tabs.tsx'
import { SqlPage } from '../features/sql/sql-page.tsx'
import { SyncWords } from '../features/sync/sync-state.tsx'
import { TransfersPage } from '../features/transfers/transfers-page.tsx'
import { transfersSearchSchema } from '../features/transfers/search.ts'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { AccountsSection } from '../features/accounts/accounts-section.tsx'
import type { PaymentDetail } from '../../shared/features/payments/contract.ts'
import { useSetSearch } from './use-set-search.ts'
import { Crashed, NotFound } from './error-views.tsx'
import { Shell } from './shell.tsx'

const paymentActions = (payment: PaymentDetail) => (
  <>
    <PaymentActions payment={payment} />
    <RefundButton payment={payment} />
    {payment.applicationFee !== null && <RefundFeeButton fee={payment.applicationFee} />}
  </>
)

const foundActions = (type: string, id: string) =>
  type === 'application_fee' ? <RefundFeeButton fee={id} /> : null

const root = createRootRoute({ component: Shell, errorComponent: Crashed, notFoundComponent: NotFound })

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: overviewSearchSchema,
  component: () => <OverviewPage search={overview.useSearch()} onSearch={useSetSearch()} />,
})

const allAccounts = createRoute({
  getParentRoute: () => root,
  path: '/all-accounts',
  validateSearch: allAccountsSearchSchema,
  component: () => (
    <AllAccountsPage
      search={allAccounts.useSearch()}
      onSearch={useSetSearch()}
      sync={(account) => <SyncWords account={account} />}
    />
  ),
})

const payments = createRoute({
  getParentRoute: () => root,
  path: '/payments',
  validateSearch: paymentsSearchSchema,
  component: () => (
    <PaymentsPage search={payments.useSearch()} onSearch={useSetSearch()} actions={paymentActions} />
  ),
})

const payment = createRoute({
  getParentRoute: () => root,
  path: '/payments/$payment',
  component: () => <PaymentPage id={payment.useParams().payment} actions={paymentActions} />,
})

const refunds = createRoute({
  getParentRoute: () => root,
  path: '/refunds',
  validateSearch: refundsSearchSchema,
  component: () => <RefundsPage search={refunds.useSearch()} onSearch={useSetSearch()} />,
})

const payouts = createRoute({
  getParentRoute: () => root,
  path: '/payouts',
  validateSearch: payoutsSearchSchema,
  component: () => <PayoutsPage search={payouts.useSearch()} onSearch={useSetSearch()} />,
})

const transfers = createRoute({
  getParentRoute: () => root,
  path: '/transfers',
  validateSearch: transfersSearchSchema,
  component: () => <TransfersPage search={transfers.useSearch()} onSearch={useSetSearch()} />,
})

const disputes = createRoute({
  getParentRoute: () => root,
  path: '/disputes',
  validateSearch: disputesSearchSchema,
  component: () => <DisputesPage search={disputes.useSearch()} onSearch={useSetSearch()} />,
})

const bulkRefunds = createRoute({
  getParentRoute: () => root,
  path: '/bulk-refunds',
  component: BulkRefundsPage,
})

const bulkRefund = createRoute({
  getParentRoute: () => root,
  path: '/bulk-refunds/$batch',
  component: () => <BatchPage id={bulkRefund.useParams().batch} />,
})

const balances = createRoute({
  getParentRoute: () => root,
  path: '/balances',
  validateSearch: balancesSearchSchema,
  component: () => <BalancesPage search={balances.useSearch()} onSearch={useSetSearch()} />,
})

const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: operationsSearchSchema,
  component: () => <OperationsPage search={operations.useSearch()} onSearch={useSetSearch()} />,
})

const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: searchSearchSchema,
  component: () => (
    <SearchPage search={search.useSearch()} onSearch={useSetSearch()} actions={foundActions} />
  ),
})

const sql = createRoute({ getParentRoute: () => root, path: '/sql', component: SqlPage })

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: () => <SettingsPage accounts={<AccountsSection />} />,
})

const operators = createRoute({
  getParentRoute: () => root,
  path: '/settings/operators',
  component: () => <OperatorsPage tabs={<SettingsTabs />} />,
})

const limits = createRoute({
  getParentRoute: () => root,
  path: '/settings/limits',
  component: () => <LimitsPage tabs={<SettingsTabs />} />,
})

const log = createRoute({
  getParentRoute: () => root,
  path: '/settings/log',
  component: () => <OperatorLogPage tabs={<SettingsTabs />} />,
})

const connect = createRoute({
  getParentRoute: () => root,
  path: '/connect',
  validateSearch: z.object({}),
  component: ConnectPage,
})

const routes = root.addChildren([
  overview,
  allAccounts,
  payments,
  payment,
  refunds,
  bulkRefunds,
  bulkRefund,
  payouts,
  transfers,
  disputes,
  balances,
  operations,
  search,
  sql,
  settings,
  operators,
  limits,
  log,
  connect,
])

/** The views by address; filters and sort live in the address, so that going back restores them. */
export function createAppRouter() {
  return createRouter({
    routeTree: routes,
    history: createHashHistory(),
    defaultErrorComponent: Crashed,
    defaultPendingMs: 150,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof createAppRouter>
  }
}
