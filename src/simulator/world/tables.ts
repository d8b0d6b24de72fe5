import type Stripe from 'stripe'
import type { Wire } from '../wire/sent.ts'
import type { Delivery } from '../webhooks/deliveries.ts'
import { Collection, type Seed } from './collection.ts'

/** The parts of `payment_intent_data` that a Checkout Session's payment takes over. */
export interface CheckoutIntentData {
  readonly capture_method?: 'automatic' | 'automatic_async' | 'manual' | null
  readonly description?: string | null
  readonly metadata?: Readonly<Record<string, string>> | null
  readonly setup_future_usage?: 'off_session' | 'on_session' | null
  readonly statement_descriptor?: string | null
  readonly statement_descriptor_suffix?: string | null
  readonly transfer_group?: string | null
}
/** The parts of `subscription_data` that a Checkout Session's subscription takes over. */
export interface CheckoutSubscriptionData {
  readonly description?: string | null
  readonly metadata?: Readonly<Record<string, string>> | null
  readonly trial_end?: number | null
  readonly trial_period_days?: number | null
}

/** Every stored type by the name in its `object` field, in the newest version's shape with references as ids. */
export interface Tables {
  account: Stripe.Account
  application_fee: Stripe.ApplicationFee
  /** A feature of a product. Never answered as such. */
  attached_feature: { readonly id: string; readonly product: string; readonly feature: string }
  balance_transaction: Stripe.BalanceTransaction
  balance_settings: Stripe.BalanceSettings & { readonly id: string }
  bank_account: Stripe.BankAccount
  capability: Stripe.Capability
  card: Stripe.Card
  /** By the customer's id. */
  cash_balance: Stripe.CashBalance & { readonly id: string }
  charge: Stripe.Charge
  'checkout.session': Stripe.Checkout.Session
  /** What a Checkout Session will make its payment or subscription from. Never answered as such. */
  checkout_data: {
    readonly id: string
    readonly intent: CheckoutIntentData
    readonly subscription: CheckoutSubscriptionData
  }
  /** The line items of a Checkout Session or payment link, by its id. Never answered as such. */
  line_items: { readonly id: string; readonly items: readonly Wire<Stripe.LineItem>[] }
  coupon: Stripe.Coupon
  credit_note: Wire<Stripe.CreditNote>
  customer: Stripe.Customer | Stripe.DeletedCustomer
  customer_balance_transaction: Stripe.CustomerBalanceTransaction
  /** What a customer is entitled to, by the customer's id. Never answered as such. */
  customer_entitlements: {
    readonly id: string
    readonly entitlements: readonly Stripe.Entitlements.ActiveEntitlement[]
  }
  customer_cash_balance_transaction: Stripe.CustomerCashBalanceTransaction
  customer_session: Stripe.CustomerSession & { readonly id: string }
  discount: Stripe.Discount
  dispute: Stripe.Dispute
  'entitlements.feature': Stripe.Entitlements.Feature
  ephemeral_key: Stripe.EphemeralKey & { readonly customer: string }
  event: Stripe.EventBase
  fee_refund: Stripe.FeeRefund
  file: Stripe.File
  /** What was uploaded, by the file's id. Never answered as such. */
  file_content: { readonly id: string; readonly base64: string }
  file_link: Stripe.FileLink
  invoice: Wire<Stripe.Invoice>
  invoice_payment: Stripe.InvoicePayment
  invoiceitem: Wire<Stripe.InvoiceItem>
  mandate: Stripe.Mandate
  payment_intent: Stripe.PaymentIntent
  /** The line items of a payment, by its id, and whether they have to add up. Never answered as such. */
  payment_line_items: {
    readonly id: string
    readonly items: readonly Stripe.PaymentIntentAmountDetailsLineItem[]
    readonly strict: boolean
  }
  payment_link: Stripe.PaymentLink
  payment_method: Stripe.PaymentMethod
  payout: Stripe.Payout
  /** Of an automatic payout: the balance transactions it is made of, and what it left behind. Never answered as such. */
  payout_content: {
    readonly id: string
    readonly transactions: readonly string[]
    readonly withheld: readonly string[]
    /** Minor units. */
    readonly kept: number
  }
  person: Stripe.Person
  plan: Wire<Stripe.Plan>
  price: Wire<Stripe.Price>
  product: Stripe.Product | Stripe.DeletedProduct
  promotion_code: Stripe.PromotionCode
  /** What a price shows only when it is expanded. Never answered as such. */
  price_part: {
    readonly id: string
    readonly tiers: readonly Wire<Stripe.Price.Tier>[] | undefined
    readonly currency_options: { readonly [currency: string]: Wire<Stripe.Price.CurrencyOptions> }
  }
  /** Of a payment confirmed by hand, by its id: the method its customer was authenticated for. Never answered as such. */
  proved_intent: { readonly id: string; readonly method: string }
  'radar.early_fraud_warning': Stripe.Radar.EarlyFraudWarning
  'radar.value_list': Stripe.Radar.ValueList
  'radar.value_list_item': Stripe.Radar.ValueListItem
  refund: Stripe.Refund
  /** Of a paused subscription, by its id: the invoice it is resumed with, and whether that must be paid. Never answered as such. */
  resumption: { readonly id: string; readonly invoice: string; readonly onSuccess: boolean }
  setup_attempt: Stripe.SetupAttempt
  setup_intent: Stripe.SetupIntent
  shipping_rate: Stripe.ShippingRate
  source: Stripe.Source
  source_transaction: Stripe.SourceTransaction
  /** A payment method that may not be used again, by its id. Never answered as such. */
  spent_method: { readonly id: string }
  subscription: Wire<Stripe.Subscription>
  tax_id: Stripe.TaxId
  tax_rate: Stripe.TaxRate
  token: Stripe.Token
  topup: Stripe.Topup
  transfer: Stripe.Transfer
  transfer_reversal: Stripe.TransferReversal
  /** Deliveries of events to endpoints. Never answered as such. */
  webhook_delivery: Delivery
  webhook_endpoint: Stripe.WebhookEndpoint
  /** Of an endpoint, by its id: what it is told once, and whether it listens to connected accounts. Never answered as such. */
  webhook_secret: { readonly id: string; readonly secret: string; readonly connect: boolean }
}
export type TableName = keyof Tables

/** Reads the id out of a reference, expanded or not. */
export const idOf = (reference: string | { readonly id: string } | null | undefined): string | undefined =>
  reference === null || reference === undefined
    ? undefined
    : typeof reference === 'string'
      ? reference
      : reference.id

/** Which table an id belongs to, by its prefix; used by `expand`. */
const PREFIXES: Readonly<Record<string, TableName>> = {
  acct: 'account',
  ba: 'bank_account',
  card: 'card',
  ch: 'charge',
  cs: 'checkout.session',
  cus: 'customer',
  du: 'dispute',
  evt: 'event',
  feat: 'entitlements.feature',
  fee: 'application_fee',
  file: 'file',
  fr: 'fee_refund',
  cn: 'credit_note',
  di: 'discount',
  ii: 'invoiceitem',
  issfr: 'radar.early_fraud_warning',
  in: 'invoice',
  inpay: 'invoice_payment',
  link: 'file_link',
  mandate: 'mandate',
  pi: 'payment_intent',
  plan: 'plan',
  plink: 'payment_link',
  pm: 'payment_method',
  po: 'payout',
  price: 'price',
  prod: 'product',
  promo: 'promotion_code',
  py: 'charge',
  pyr: 'refund',
  re: 'refund',
  rsl: 'radar.value_list',
  rsli: 'radar.value_list_item',
  setatt: 'setup_attempt',
  seti: 'setup_intent',
  shr: 'shipping_rate',
  src: 'source',
  srctxn: 'source_transaction',
  sub: 'subscription',
  tok: 'token',
  tr: 'transfer',
  trr: 'transfer_reversal',
  tu: 'topup',
  cbtxn: 'customer_balance_transaction',
  ccsbtxn: 'customer_cash_balance_transaction',
  txi: 'tax_id',
  txn: 'balance_transaction',
  txr: 'tax_rate',
  we: 'webhook_endpoint',
}
export const tableOfId = (id: string): TableName | undefined => PREFIXES[id.slice(0, id.indexOf('_'))]

type Keys = { readonly [N in TableName]?: (object: Tables[N]) => readonly (string | undefined)[] }

const keyed = (
  name: string,
  reference: string | { readonly id: string } | null | undefined,
): string | undefined => {
  const id = idOf(reference)
  return id === undefined ? undefined : `${name}:${id}`
}

/** By what an object can be found without a scan: the filters of its list. */
const KEYS: Keys = {
  attached_feature: (f) => [`product:${f.product}`],
  balance_transaction: (t) => [keyed('source', t.source), `type:${t.type}`, `currency:${t.currency}`],
  bank_account: (b) => [keyed('customer', b.customer), keyed('account', b.account)],
  card: (c) => [keyed('customer', c.customer), keyed('account', c.account)],
  charge: (c) => [
    keyed('customer', c.customer),
    keyed('payment_intent', c.payment_intent),
    c.transfer_group ? `transfer_group:${c.transfer_group}` : undefined,
  ],
  customer: (c) => ['email' in c && c.email ? `email:${c.email.toLowerCase()}` : undefined],
  customer_entitlements: (c) => c.entitlements.map(({ id }) => `entitlement:${id}`),
  'entitlements.feature': (f) => [`lookup_key:${f.lookup_key}`],
  customer_balance_transaction: (t) => [keyed('customer', t.customer)],
  customer_cash_balance_transaction: (t) => [keyed('customer', t.customer)],
  tax_id: (t) => [keyed('customer', t.customer)],
  dispute: (d) => [keyed('charge', d.charge), keyed('payment_intent', d.payment_intent)],
  payment_intent: (p) => [keyed('customer', p.customer), keyed('payment_method', p.payment_method)],
  mandate: (m) => [keyed('payment_method', m.payment_method)],
  payment_method: (p) => [keyed('customer', p.customer)],
  'radar.early_fraud_warning': (w) => [keyed('charge', w.charge)],
  'radar.value_list': (l) => [`alias:${l.alias}`],
  'radar.value_list_item': (i) => [`value_list:${i.value_list}`],
  refund: (r) => [
    keyed('charge', r.charge),
    keyed('payment_intent', r.payment_intent),
    r.pending_reason === 'insufficient_funds' ? 'waiting' : undefined,
  ],
  setup_intent: (s) => [keyed('customer', s.customer), keyed('payment_method', s.payment_method)],
  transfer: (t) => [
    keyed('destination', t.destination),
    keyed('source_transaction', t.source_transaction),
    t.transfer_group ? `transfer_group:${t.transfer_group}` : undefined,
  ],
  transfer_reversal: (r) => [keyed('transfer', r.transfer)],
  application_fee: (f) => [keyed('charge', f.charge)],
  fee_refund: (f) => [keyed('fee', f.fee)],
  file_link: (l) => [
    keyed('file', l.file),
    l.url ? `token:${l.url.slice(l.url.lastIndexOf('/') + 1)}` : undefined,
  ],
  webhook_delivery: (d) => [`event:${d.event}`],
  invoice: (i) => [
    keyed('customer', i.customer),
    keyed('subscription', i.parent?.subscription_details?.subscription),
  ],
  invoice_payment: (p) => [keyed('invoice', p.invoice), keyed('payment_intent', p.payment.payment_intent)],
  invoiceitem: (i) => [keyed('customer', i.customer), keyed('invoice', i.invoice)],
  credit_note: (n) => [keyed('invoice', n.invoice), keyed('customer', n.customer)],
  setup_attempt: (a) => [keyed('setup_intent', a.setup_intent)],
  source: (s) => [keyed('customer', s.customer)],
  source_transaction: (t) => [keyed('source', t.source)],
  subscription: (s) => [
    keyed('customer', s.customer),
    ...s.items.data.flatMap((i) => [`item:${i.id}`, keyed('price', i.price.id)]),
  ],
  'checkout.session': (s) => [
    keyed('customer', s.customer),
    keyed('payment_intent', s.payment_intent),
    keyed('subscription', s.subscription),
    keyed('payment_link', s.payment_link),
  ],
  price: (p) => [keyed('product', p.product), p.lookup_key ? `lookup_key:${p.lookup_key}` : undefined],
  promotion_code: (p) => [`code:${p.code.toLowerCase()}`, keyed('coupon', p.promotion.coupon)],
}

/** The keys an object of a type is found by. */
export function keysOf<N extends TableName>(name: N): (object: Tables[N]) => readonly string[] {
  const keys: ((object: Tables[N]) => readonly (string | undefined)[]) | undefined = KEYS[name]
  return (object) => keys?.(object).filter((k) => k !== undefined) ?? []
}

export type Seeds = { readonly [N in TableName]?: Seed<Tables[N]> }
type Collections = { [N in TableName]?: Collection<Tables[N]> }

/** The tables of one account, made when first used. */
export class TableSet {
  private readonly collections: Collections = {}
  private readonly seeds: Seeds

  constructor(seeds: Seeds = {}) {
    this.seeds = seeds
  }

  /** The names of the tables that were used. */
  names(): readonly TableName[] {
    return Object.keys(this.collections).filter((name): name is TableName => name in this.collections)
  }

  table<N extends TableName>(name: N): Collection<Tables[N]> {
    const found: Collection<Tables[N]> | undefined = this.collections[name]
    if (found) return found
    const seed: Seed<Tables[N]> | undefined = this.seeds[name]
    const made = new Collection<Tables[N]>(keysOf(name), seed)
    Object.assign(this.collections, { [name]: made })
    return made
  }
}
