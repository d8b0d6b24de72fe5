import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../../shared/features/settings/contract.ts'
import * as accounts from '../features/accounts/messages.ts'
import * as allAccounts from '../features/all-accounts/messages.ts'
import * as applicationFees from '../features/application-fees/messages.ts'
import * as approvals from '../features/approvals/messages.ts'
import * as balances from '../features/balances/messages.ts'
import * as bulkRefunds from '../features/bulk-refunds/messages.ts'
import * as disputes from '../features/disputes/messages.ts'
import * as limits from '../features/limits/messages.ts'
import * as operations from '../features/operations/messages.ts'
import * as operatorLog from '../features/operator-log/messages.ts'
import * as overview from '../features/overview/messages.ts'
import * as payments from '../features/payments/messages.ts'
import * as payouts from '../features/payouts/messages.ts'
import * as refunds from '../features/refunds/messages.ts'
import * as search from '../features/search/messages.ts'
import * as settings from '../features/settings/messages.ts'
import * as sql from '../features/sql/messages.ts'
import * as sync from '../features/sync/messages.ts'
import * as transfers from '../features/transfers/messages.ts'
import * as errors from '../lib/error-messages.ts'
import * as money from '../objects/money-dialog/messages.ts'
import * as objects from '../objects/messages.ts'
import * as filters from '../ui/filters/messages.ts'
import * as ui from '../ui/messages.ts'
import * as app from './messages.ts'

const features = {
  accounts,
  'all-accounts': allAccounts,
  app,
  'application-fees': applicationFees,
  approvals,
  balances,
  'bulk-refunds': bulkRefunds,
  disputes,
  errors,
  filters,
  limits,
  money,
  objects,
  operations,
  'operator-log': operatorLog,
  overview,
  payments,
  payouts,
  refunds,
  search,
  settings,
  sql,
  sync,
  transfers,
  ui,
}

/** Every word of the interface in both languages, bundled: nothing is loaded. */
export const resources = {
  en: {
    accounts: accounts.en,
    'all-accounts': allAccounts.en,
    app: app.en,
    'application-fees': applicationFees.en,
    approvals: approvals.en,
    balances: balances.en,
    'bulk-refunds': bulkRefunds.en,
    disputes: disputes.en,
    errors: errors.en,
    filters: filters.en,
    limits: limits.en,
    money: money.en,
    objects: objects.en,
    operations: operations.en,
    'operator-log': operatorLog.en,
    overview: overview.en,
    payments: payments.en,
    payouts: payouts.en,
    refunds: refunds.en,
    search: search.en,
    settings: settings.en,
    sql: sql.en,
    sync: sync.en,
    transfers: transfers.en,
    ui: ui.en,
  },
  'zh-CN': Object.fromEntries(Object.entries(features).map(([name, messages]) => [name, messages.zhCN])),
}

declare module 'i18next' {
  interface CustomTypeOptions {
    readonly defaultNS: 'app'
    readonly returnNull: false
    readonly resources: (typeof resources)['en']
  }
}

export function createI18n(language: Language): i18n {
  void i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'app',
    ns: Object.keys(features),
    initAsync: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  return i18next
}
