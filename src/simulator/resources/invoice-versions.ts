import type { Downgrade, Json } from '../wire/versions.ts'
import { isJson } from '../wire/versions.ts'
import type { AccountStore } from '../world/account.ts'
import { idOf } from '../world/tables.ts'

function subscriptionOf(invoice: Json): unknown {
  const parent = invoice['parent']
  const details = isJson(parent) ? parent['subscription_details'] : undefined
  return isJson(details) ? details['subscription'] : null
}

/** How invoices looked before: basil moved their payment and subscription elsewhere. */
export const olderInvoice: readonly Downgrade[] = [
  { before: '2025-09-30', apply: (invoice) => delete invoice['customer_account'] },
  {
    before: '2025-03-31',
    apply: (invoice: Json, account: AccountStore) => {
      const id = String(invoice['id'])
      const payment = account.table('invoice_payment').find(`invoice:${id}`)[0]
      const intent = account.get('payment_intent', idOf(payment?.payment.payment_intent) ?? '')
      invoice['payment_intent'] = intent?.id ?? null
      invoice['charge'] = idOf(intent?.latest_charge) ?? null
      invoice['paid'] = invoice['status'] === 'paid'
      invoice['paid_out_of_band'] = false
      invoice['subscription'] = subscriptionOf(invoice)
      invoice['tax'] = null
      invoice['quote'] = null
      invoice['discount'] = null
      invoice['total_tax_amounts'] = []
      invoice['application_fee_amount'] = null
      invoice['transfer_data'] = null
      const parent = invoice['parent']
      const details = isJson(parent) ? parent['subscription_details'] : undefined
      invoice['subscription_details'] = { metadata: isJson(details) ? details['metadata'] : null }
      for (const name of ['payments', 'confirmation_secret']) delete invoice[name]
    },
  },
]

/** How invoice lines looked before basil. */
export const olderLine: readonly Downgrade[] = [
  {
    before: '2025-03-31',
    apply: (line, account) => {
      const pricing = line['pricing']
      const details = isJson(pricing) ? pricing['price_details'] : undefined
      const id = isJson(details) && typeof details['price'] === 'string' ? details['price'] : ''
      line['price'] = structuredClone(account.get('price', id) ?? null)
      line['plan'] = structuredClone(account.get('plan', id) ?? null)
      line['amount_excluding_tax'] = line['amount']
      line['proration'] = false
      line['tax_amounts'] = []
      line['tax_rates'] = []
      const parent = line['parent']
      const bySubscription = isJson(parent) && parent['type'] === 'subscription_item_details'
      const item = isJson(parent) ? parent['invoice_item_details'] : undefined
      line['invoice_item'] = isJson(item) ? item['invoice_item'] : null
      line['proration_details'] = { credited_items: null }
      line['type'] = bySubscription ? 'subscription' : 'invoiceitem'
      line['unit_amount_excluding_tax'] = isJson(pricing) ? pricing['unit_amount_decimal'] : null
      for (const name of ['subtotal', 'quantity_decimal']) delete line[name]
    },
  },
]
