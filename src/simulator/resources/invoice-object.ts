import type Stripe from 'stripe'
import { listOfObjects } from '../wire/lists.ts'
import type { Wire } from '../wire/sent.ts'
import { randomText } from '../world/ids.ts'
import type { Scope } from '../world/world.ts'
import { balanceIn } from './invoice-balance.ts'
import { discounted, pretax } from './invoice-discounts.ts'

export type Invoice = Wire<Stripe.Invoice>
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>

export interface LineSpec {
  /** Minor units; negative for a credit. */
  readonly amount: number
  readonly currency: string
  readonly description: string | null
  readonly quantity: number
  readonly period: { readonly start: number; readonly end: number }
  readonly parent: InvoiceLine['parent']
  readonly pricing: InvoiceLine['pricing']
  readonly metadata?: Record<string, string>
  readonly discountable?: boolean
  readonly discounts?: readonly string[]
  readonly quantityDecimal?: string | null
}

/** A line of an invoice. https://docs.stripe.com/api/invoices/line_item */
export const invoiceLine = (invoice: string, spec: LineSpec): InvoiceLine => ({
  id: `il_1${randomText(23)}`,
  object: 'line_item',
  amount: spec.amount,
  currency: spec.currency,
  description: spec.description,
  discount_amounts: [],
  discountable: spec.discountable ?? true,
  discounts: [...(spec.discounts ?? [])],
  invoice,
  livemode: false,
  metadata: spec.metadata ?? {},
  parent: spec.parent,
  period: { ...spec.period },
  pretax_credit_amounts: [],
  pricing: spec.pricing,
  quantity: spec.quantity,
  quantity_decimal: spec.quantityDecimal ?? String(spec.quantity),
  subscription: spec.parent?.subscription_item_details?.subscription ?? null,
  subtotal: spec.amount,
  taxes: [],
})

export interface InvoiceSpec {
  readonly id: string
  readonly created: number
  /** Absent in a preview for somebody who is no customer yet. */
  readonly customer: Stripe.Customer | undefined
  readonly currency: string
  readonly reason: Stripe.Invoice.BillingReason
  readonly lines: readonly InvoiceLine[]
  readonly discounts: readonly Stripe.Discount[]
  readonly subscription?: { readonly id: string; readonly metadata: Record<string, string> } | undefined
  readonly collection?: 'charge_automatically' | 'send_invoice' | undefined
  readonly dueDate?: number | null
  readonly description?: string | null
  readonly metadata?: Record<string, string>
  readonly autoAdvance?: boolean
  readonly defaultMethod?: string | null
}

/** A draft invoice; its sums follow from its lines. https://docs.stripe.com/api/invoices/object */
export function invoiceObject(scope: Pick<Scope, 'account'>, spec: InvoiceSpec): Invoice {
  const { customer, id } = spec
  const draft: Invoice = {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Northwind Tea',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: spec.autoAdvance ?? false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: spec.reason,
    collection_method: spec.collection ?? 'charge_automatically',
    created: spec.created,
    currency: spec.currency,
    custom_fields: null,
    customer: customer?.id ?? null,
    customer_account: null,
    customer_address: customer?.address ?? null,
    customer_email: customer?.email ?? null,
    customer_name: customer?.name ?? null,
    customer_phone: customer?.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer?.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: spec.defaultMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: spec.description ?? null,
    discounts: spec.discounts.map((d) => d.id),
    due_date: spec.dueDate ?? null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOfObjects([], `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: spec.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: spec.subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: spec.subscription.metadata,
            subscription: spec.subscription.id,
          },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: spec.created,
    period_start: spec.created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: {
      amount_tax_display: null,
      pdf: { page_size: 'letter' },
      template: null,
      template_version: null,
    },
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer ? balanceIn(customer, spec.currency) : 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: spec.created,
  }
  return withLines(scope, draft, spec.lines, spec.discounts)
}

/** The draft with other lines: every sum is made anew, in minor units. `more` are discounts that are not stored. */
export function withLines(
  scope: Pick<Scope, 'account'>,
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  more: readonly Stripe.Discount[] = [],
): Invoice {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  const { shown, taken } = discounted(scope, invoice.discounts, lines, more)
  const total = subtotal - taken.reduce((sum, { amount }) => sum + amount, 0)
  const due = Math.max(total + invoice.starting_balance, 0)
  return {
    ...invoice,
    amount_due: due,
    amount_remaining: due - invoice.amount_paid,
    lines: Object.assign(listOfObjects(shown, `/v1/invoices/${invoice.id}/lines`), {
      total_count: lines.length,
    }),
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_discount_amounts: taken,
    total_excluding_tax: total,
    total_pretax_credit_amounts: pretax(taken),
  }
}
