import { currencyColumn, flagColumn, referenceColumn, textColumn } from './columns.ts'
import type { PartResource } from './resource.ts'

const common = [
  referenceColumn('account'),
  referenceColumn('customer'),
  currencyColumn,
  textColumn('country'),
  textColumn('last4'),
  flagColumn('default_for_currency'),
]

/** https://docs.stripe.com/api/external_account_bank_accounts/object */
export const bankAccount: PartResource = {
  type: 'bank_account',
  columns: [
    ...common,
    textColumn('bank_name'),
    textColumn('status'),
    textColumn('name', 'account_holder_name'),
  ],
  indexes: [['account', 'n']],
}

/** https://docs.stripe.com/api/external_account_cards/object */
export const card: PartResource = {
  type: 'card',
  columns: [...common, textColumn('brand'), textColumn('funding'), textColumn('name')],
  indexes: [['account', 'n']],
}
