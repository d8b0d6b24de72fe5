import { flagColumn, integerColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** Connected accounts with their bank accounts and cards: https://docs.stripe.com/api/accounts/object */
export const account: Resource = {
  type: 'account',
  path: '/v1/accounts',
  permission: 'rak_accounts_kyc_basic_read',
  listedWhile: 'TRUE',
  parts: [{ field: 'external_accounts', link: 'account', types: ['bank_account', 'card'] }],
  columns: [
    textColumn('name', 'business_profile.name'),
    textColumn('display_name', 'settings.dashboard.display_name'),
    textColumn('email'),
    textColumn('country'),
    textColumn('currency', 'default_currency'),
    textColumn('type'),
    textColumn('business_type'),
    flagColumn('charges_enabled'),
    flagColumn('payouts_enabled'),
    flagColumn('details_submitted'),
    textColumn('status', 'requirements.disabled_reason'),
    integerColumn('current_deadline', 'requirements.current_deadline'),
    searchColumn(
      'business_profile.name',
      'settings.dashboard.display_name',
      'email',
      'country',
      'company.name',
    ),
  ],
  indexes: [],
}
