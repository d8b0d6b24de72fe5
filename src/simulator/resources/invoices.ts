import { invalidRequest } from '../wire/errors.ts'
import { listOfObjects, listOfTable, mustFind } from '../wire/lists.ts'
import {
  anything,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  range,
  type Read,
  text,
} from '../wire/params.ts'
import { type Call, flag, listShape, type Resource, route } from '../wire/router.ts'
import { given, sent } from '../wire/sent.ts'
import { checkCurrency } from '../money/currencies.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import { discountsParam, previewDiscounts, takeDiscounts } from './discount-params.ts'
import { collectInvoice, endInvoice, finalise, receive, settleInvoice } from './invoice-flow.ts'
import { lineOfItem, pendingItems } from './invoice-item-flow.ts'
import { type Invoice, invoiceObject, withLines } from './invoice-object.ts'
import { attachPayment, defaultPayment, intentOf } from './invoice-payments.ts'
import { olderInvoice, olderLine } from './invoice-versions.ts'
import { liveCustomer, usePaymentMethod } from './payment-method-use.ts'

const fields = {
  account_tax_ids: anything(),
  auto_advance: flag(),
  automatic_tax: anything(),
  collection_method: oneOf('charge_automatically', 'send_invoice'),
  custom_fields: anything(),
  days_until_due: integer({ min: 0 }),
  default_payment_method: text(),
  default_source: text(),
  default_tax_rates: listOf(text()),
  description: text(),
  discounts: discountsParam,
  due_date: integer(),
  effective_at: integer(),
  footer: text(),
  issuer: anything(),
  metadata: metadata(),
  number: text(),
  on_behalf_of: text(),
  payment_settings: anything(),
  rendering: anything(),
  shipping_cost: anything(),
  shipping_details: anything(),
  statement_descriptor: text({ max: 22 }),
  transfer_data: anything(),
} as const
const createShape = {
  ...fields,
  currency: text(),
  customer: text(),
  customer_account: text(),
  from_invoice: anything(),
  pending_invoice_items_behavior: oneOf('exclude', 'include'),
  subscription: text(),
} as const

function create(call: Call<Read<typeof createShape>>): Invoice {
  const { account, now, params } = call
  if (!params.customer)
    throw invalidRequest('You must provide `customer`.', { code: 'parameter_missing', param: 'customer' })
  const customer = liveCustomer(call, params.customer)
  const send = params.collection_method === 'send_invoice'
  if (send && params.days_until_due === undefined && !params.due_date)
    throw invalidRequest(
      "You must provide either `days_until_due` or `due_date` when `collection_method` is 'send_invoice'.",
      { param: 'days_until_due' },
    )
  // Without discounts of its own it has its customer's.
  const standing = customer.discount ? [customer.discount] : []
  previewDiscounts(call, params.discounts, { customer: customer.id })
  const subscription = params.subscription
    ? mustFind(call, 'subscription', params.subscription, 'subscription')
    : undefined
  const pending = pendingItems(call, customer.id)
  const include = params.pending_invoice_items_behavior === 'include' || subscription !== undefined
  if (subscription && pending.length === 0)
    throw invalidRequest('Nothing to invoice for customer', { code: 'invoice_no_customer_line_items' })
  const items = include ? pending : []
  const id = account.newId('in')
  const invoice = invoiceObject(call, {
    id,
    created: now,
    customer,
    currency: items[0]?.currency ?? checkCurrency(params.currency ?? customer.currency ?? 'usd'),
    reason: 'manual',
    lines: items.map((item) => lineOfItem(id, item)),
    discounts:
      params.discounts === undefined
        ? standing
        : takeDiscounts(call, params.discounts, { customer: customer.id }),
    subscription: subscription && { id: subscription.id, metadata: subscription.metadata },
    collection: params.collection_method ?? undefined,
    dueDate: params.due_date ?? (send ? now + (params.days_until_due ?? 30) * 86_400 : null),
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    autoAdvance: params.auto_advance ?? false,
    defaultMethod: params.default_payment_method
      ? usePaymentMethod(call, params.default_payment_method).id
      : null,
  })
  account.put('invoice', invoice)
  for (const item of items) account.put('invoiceitem', { ...item, invoice: id })
  emit(call, 'invoice.created', invoice)
  if (invoice.auto_advance) call.world.at(account.id, now + 3600, 'invoice.advance', id)
  return invoice
}

const find = (call: Call): Invoice => mustFind(call, 'invoice', call.path['id'] ?? '', 'invoice')

export const invoices: Resource = {
  routes: [
    route('POST', '/v1/invoices', createShape, create),
    route(
      'GET',
      '/v1/invoices',
      {
        ...listShape,
        created: range(),
        collection_method: fields.collection_method,
        customer: text(),
        customer_account: text(),
        due_date: range(),
        status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
        subscription: text(),
      },
      (call) => {
        const { collection_method: method, customer, status, subscription, due_date: due } = call.params
        const within = (at: number | null): boolean =>
          !due ||
          (at !== null &&
            at > (due.gt ?? -1) &&
            at >= (due.gte ?? 0) &&
            at < (due.lt ?? Infinity) &&
            at <= (due.lte ?? Infinity))
        return listOfTable(call, 'invoice', {
          key: subscription ? `subscription:${subscription}` : customer ? `customer:${customer}` : undefined,
          where: (i) =>
            (!method || i.collection_method === method) &&
            (!customer || i.customer === customer) &&
            (!status || i.status === status) &&
            within(i.due_date),
        })
      },
    ),
    route('GET', '/v1/invoices/:id', {}, find),
    route('POST', '/v1/invoices/:id', fields, (call) => {
      const before = find(call)
      const { params } = call
      const touched = Object.keys(params).find((name) => name !== 'metadata' && name !== 'expand')
      if (before.status !== 'draft' && touched !== undefined && touched !== 'auto_advance')
        throw invalidRequest(`Finalized invoices can't be updated in this way: ${touched}.`, {
          code: 'invoice_not_editable',
          param: touched,
        })
      const customer = idOf(before.customer) ?? null
      previewDiscounts(call, params.discounts, { customer })
      const discounted =
        params.discounts === undefined
          ? before
          : withLines(
              call,
              {
                ...before,
                discounts: takeDiscounts(call, params.discounts, { customer }).map(({ id }) => id),
              },
              before.lines.data,
            )
      const updated = call.account.put('invoice', {
        ...discounted,
        ...given(params, 'auto_advance', 'collection_method'),
        ...sent(params, 'description', 'footer', 'due_date', 'statement_descriptor', 'number'),
        ...(params.default_payment_method
          ? { default_payment_method: usePaymentMethod(call, params.default_payment_method).id }
          : {}),
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      })
      emit(call, 'invoice.updated', updated, before)
      return updated
    }),
    route('DELETE', '/v1/invoices/:id', {}, (call) => {
      const before = find(call)
      if (before.status !== 'draft')
        throw invalidRequest('You can only delete draft invoices', { code: 'invoice_not_editable' })
      for (const item of call.account.table('invoiceitem').find(`invoice:${before.id}`))
        call.account.put('invoiceitem', { ...item, invoice: null })
      call.account.remove('invoice', before.id)
      emit(call, 'invoice.deleted', before)
      return { id: before.id, object: 'invoice', deleted: true }
    }),
    route('POST', '/v1/invoices/:id/finalize', { auto_advance: flag() }, (call) =>
      finalise(call, find(call)),
    ),
    route(
      'POST',
      '/v1/invoices/:id/pay',
      {
        forgive: flag(),
        mandate: text(),
        off_session: flag(),
        paid_out_of_band: flag(),
        payment_method: text(),
        source: text(),
      },
      (call) => {
        const before = find(call)
        const { params } = call
        if (before.status === 'paid')
          throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' })
        if (before.status !== 'draft' && before.status !== 'open' && before.status !== 'uncollectible')
          throw invalidRequest(`This invoice is ${before.status ?? ''} and cannot be paid.`, {
            code: 'invoice_not_editable',
          })
        const open = before.status === 'draft' ? finalise(call, before) : before
        if (open.status === 'paid') return open
        return collectInvoice(call, open, {
          method: params.payment_method ?? params.source ?? undefined,
          offSession: params.off_session ?? false,
          outOfBand: params.paid_out_of_band ?? false,
        })
      },
    ),
    route('POST', '/v1/invoices/:id/send', {}, (call) => {
      const before = find(call)
      const open = before.status === 'draft' ? finalise(call, before) : before
      emit(call, 'invoice.sent', open)
      return open
    }),
    route(
      'POST',
      '/v1/invoices/:id/attach_payment',
      { payment_intent: text(), payment_record: text() },
      (call) => {
        const invoice = find(call)
        const payment = attachPayment(call, invoice)
        const intent = intentOf(call, payment)
        return intent?.status === 'succeeded'
          ? receive(call, invoice, payment, intent.amount_received)
          : invoice
      },
    ),
    route('POST', '/v1/invoices/:id/void', {}, (call) => endInvoice(call, find(call), 'void')),
    route('POST', '/v1/invoices/:id/mark_uncollectible', {}, (call) =>
      endInvoice(call, find(call), 'uncollectible'),
    ),
  ],
  actions: {
    'invoice.settle': settleInvoice,
    // A draft that advances by itself is finalised an hour after it was made, and charged.
    'invoice.advance': (scope, id) => {
      const draft = scope.account.get('invoice', id)
      if (draft?.status !== 'draft') return
      const open = finalise(scope, draft)
      if (open.status === 'open' && open.collection_method === 'charge_automatically')
        scope.world.at(scope.account.id, scope.now, 'invoice.collect', id)
    },
  },
  includable: {
    invoice: {
      payments: (invoice, account) =>
        listOfObjects(
          account.table('invoice_payment').find(`invoice:${String(invoice['id'])}`),
          '/v1/invoices/payments',
        ),
      confirmation_secret: (invoice, account) => {
        const intent = intentOf({ account }, defaultPayment({ account }, String(invoice['id'])))
        return intent && invoice['status'] === 'open'
          ? { client_secret: intent.client_secret, type: 'payment_intent' }
          : null
      },
    },
  },
  downgrades: { invoice: olderInvoice, line_item: olderLine },
}
