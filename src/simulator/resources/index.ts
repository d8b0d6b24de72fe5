import type { Resource } from '../wire/router.ts'
import { accountLinks } from './account-links.ts'
import { accounts } from './accounts.ts'
import { activeEntitlements } from './active-entitlements.ts'
import { applicationFees } from './application-fees.ts'
import { balance } from './balance.ts'
import { balanceSettings } from './balance-settings.ts'
import { balanceTransactions } from './balance-transactions.ts'
import { capabilities } from './capabilities.ts'
import { cashBalances } from './cash-balance.ts'
import { cashFunding } from './cash-funding.ts'
import { cashReturns } from './cash-returns.ts'
import { charges } from './charges.ts'
import { customerBalance } from './customer-balance.ts'
import { customerDiscounts } from './customer-discounts.ts'
import { customerTaxIds } from './customer-tax-ids.ts'
import { customers } from './customers.ts'
import { discounts } from './discounts.ts'
import { disputes } from './disputes.ts'
import { earlyFraudWarnings } from './early-fraud-warnings.ts'
import { entitlementFeatures, productFeatures } from './entitlement-features.ts'
import { events } from './events.ts'
import { fileLinks } from './file-links.ts'
import { files } from './files.ts'
import { fundingInstructions } from './funding-instructions.ts'
import { searches } from './search.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'
import { externalAccountRoutes } from './external-accounts.ts'
import { paymentAmountDetails } from './payment-amount-details.ts'
import { paymentIntentCancel } from './payment-intent-cancel.ts'
import { paymentIntents } from './payment-intents.ts'
import { paymentMethods } from './payment-methods.ts'
import { payoutArrival } from './payout-arrival.ts'
import { payoutSchedule } from './payout-schedule.ts'
import { payouts } from './payouts.ts'
import { persons } from './persons.ts'
import { radarValueListItems } from './radar-value-list-items.ts'
import { radarValueLists } from './radar-value-lists.ts'
import { refunds } from './refunds.ts'
import { tokens } from './tokens.ts'
import { topups } from './topups.ts'
import { transferReversals } from './transfer-reversals.ts'
import { transfers } from './transfers.ts'
import { mandates } from './mandates.ts'
import { setupAttempts } from './setup-attempts.ts'
import { setupIntents } from './setup-intents.ts'
import { paymentIntentAdjustments } from './payment-intent-adjustments.ts'
import { products } from './products.ts'
import { prices } from './prices.ts'
import { plans } from './plans.ts'
import { coupons } from './coupons.ts'
import { promotionCodes } from './promotion-codes.ts'
import { taxRates } from './tax-rates.ts'
import { shippingRates } from './shipping-rates.ts'
import { legacySources } from './legacy-sources.ts'
import { sourceReceivers } from './source-receivers.ts'
import { sourceVerification } from './source-verification.ts'
import { sources } from './sources.ts'
import { checkoutSessions } from './checkout-sessions.ts'
import { paymentLinks } from './payment-links.ts'
import { customerSessions } from './customer-sessions.ts'
import { ephemeralKeys } from './ephemeral-keys.ts'
import { invoiceItems } from './invoice-items.ts'
import { invoiceLines } from './invoice-lines.ts'
import { invoicePayments } from './invoice-payments.ts'
import { invoicePreview } from './invoice-preview.ts'
import { invoices } from './invoices.ts'
import { subscriptionDiscounts } from './subscription-discounts.ts'
import { subscriptionItems } from './subscription-items.ts'
import { subscriptionModes } from './subscription-modes.ts'
import { subscriptions } from './subscriptions.ts'
import { creditNotes } from './credit-notes.ts'

/** Every resource the simulator speaks; adding one is its file and a line here. */
export const resources: readonly Resource[] = [
  accountLinks,
  accounts,
  applicationFees,
  balance,
  balanceSettings,
  balanceTransactions,
  capabilities,
  charges,
  customers,
  customerBalance,
  customerTaxIds,
  customerDiscounts,
  discounts,
  cashBalances,
  cashFunding,
  cashReturns,
  fundingInstructions,
  disputes,
  earlyFraudWarnings,
  activeEntitlements,
  entitlementFeatures,
  productFeatures,
  events,
  externalAccountRoutes,
  fileLinks,
  files,
  searches,
  webhookEndpoints,
  paymentIntents,
  paymentAmountDetails,
  paymentIntentCancel,
  paymentMethods,
  payoutArrival,
  payoutSchedule,
  payouts,
  persons,
  radarValueListItems,
  radarValueLists,
  refunds,
  tokens,
  topups,
  transferReversals,
  transfers,
  mandates,
  setupAttempts,
  setupIntents,
  paymentIntentAdjustments,
  products,
  prices,
  plans,
  coupons,
  promotionCodes,
  taxRates,
  shippingRates,
  sources,
  legacySources,
  sourceReceivers,
  sourceVerification,
  checkoutSessions,
  paymentLinks,
  customerSessions,
  ephemeralKeys,
  invoiceItems,
  invoiceLines,
  invoicePayments,
  invoicePreview,
  invoices,
  subscriptionDiscounts,
  subscriptionItems,
  subscriptionModes,
  subscriptions,
  creditNotes,
]
