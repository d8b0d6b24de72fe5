import { eventTable } from '../../store/archive/events.ts'
import type { MirrorTable } from '../../store/mirror/table.ts'
import { account } from './account.ts'
import { applicationFee } from './application-fee.ts'
import { balanceTransaction } from './balance-transaction.ts'
import { charge } from './charge.ts'
import { checkoutSession } from './checkout-session.ts'
import { customer } from './customer.ts'
import { dispute } from './dispute.ts'
import { bankAccount, card } from './external-accounts.ts'
import { feeRefund } from './fee-refund.ts'
import { file } from './file.ts'
import { invoice } from './invoice.ts'
import { paymentIntent } from './payment-intent.ts'
import { paymentMethod } from './payment-method.ts'
import { payout } from './payout.ts'
import { price } from './price.ts'
import { product } from './product.ts'
import { refund } from './refund.ts'
import type { Resource } from './resource.ts'
import { setupIntent } from './setup-intent.ts'
import { subscription } from './subscription.ts'
import { topup } from './topup.ts'
import { transferReversal } from './transfer-reversal.ts'
import { transfer } from './transfer.ts'
import { webhookEndpoint } from './webhook-endpoint.ts'

/**
 * Every resource with a list of its own, in the order in which it is wanted. Whatever else events name is kept too, as
 * JSON.
 */
export const resources: readonly Resource[] = [
  paymentIntent,
  charge,
  balanceTransaction,
  refund,
  dispute,
  payout,
  transfer,
  customer,
  applicationFee,
  topup,
  account,
  invoice,
  subscription,
  checkoutSession,
  setupIntent,
  paymentMethod,
  product,
  price,
  file,
  webhookEndpoint,
]

/** Every type with a table of its own. */
export const tables: readonly MirrorTable[] = [...resources, transferReversal, feeRefund, bankAccount, card]

const byType = new Map(resources.map((resource) => [resource.type, resource]))

export function resourceOf(type: string): Resource | undefined {
  return byType.get(type)
}

const tableByType = new Map([...tables, eventTable].map((table) => [table.type, table]))

/** How objects of a type lie in the mirror, and events in the archive; undefined for types kept as JSON only. */
export function tableOf(type: string): MirrorTable | undefined {
  return tableByType.get(type)
}
