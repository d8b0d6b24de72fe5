import type Stripe from 'stripe'
import { COMMON_DECLINES, type Decline, TEST_CARDS, type TestCard } from '../money/test-cards.ts'
import { chargeObject } from '../resources/charge-object.ts'
import { customerObject } from '../resources/customers.ts'
import { disputeObject } from '../resources/dispute-object.ts'
import { intentObject } from '../resources/payment-intent-flow.ts'
import { cardMethod, sepaMethod, usBankMethod } from '../resources/payment-method-object.ts'
import { refundObject } from '../resources/refund-object.ts'
import { type Person, person } from './people.ts'
import { pick, weighted } from './random.ts'
import {
  ABANDONED,
  CANCELED,
  DECLINED,
  type Disputed,
  GUEST,
  HELD,
  PAID,
  PROCESSING,
  type Refunded,
  type Shop,
  WAITING,
} from './shop.ts'

const DAY = 86_400
const ORDINARY: TestCard = { number: '4242424242424242', brand: 'visa', country: 'US', funding: 'credit' }
const CARDS = [
  [TEST_CARDS['visa'], 34],
  [TEST_CARDS['mastercard'], 24],
  [TEST_CARDS['visa_debit'], 14],
  [TEST_CARDS['amex'], 9],
  [TEST_CARDS['mastercard_debit'], 7],
  [TEST_CARDS['unionpay'], 6],
  [TEST_CARDS['jcb'], 4],
  [TEST_CARDS['discover'], 2],
] as const
const WALLETS = [
  [null, 68],
  ['apple_pay', 18],
  ['google_pay', 10],
  ['link', 4],
] as const
const REASONS = [
  ['fraudulent', 46],
  ['product_not_received', 26],
  ['product_unacceptable', 12],
  ['duplicate', 8],
  ['subscription_canceled', 3],
  ['general', 5],
] as const

/** Makes the shop's objects from their numbers, as they were at an instant (`at`, seconds UTC). */
export class ShopObjects {
  readonly shop: Shop
  private readonly seed: number

  constructor(shop: Shop, seed: number) {
    this.shop = shop
    this.seed = seed
  }

  /** Who paid: a customer's number, or a guest's. */
  private owner(k: number): number {
    const customer = this.shop.customer[k] ?? -1
    return customer >= 0 ? customer : GUEST + k
  }

  private personOf(owner: number, k: number): Person {
    return person(this.seed, owner % GUEST, this.shop.currencyOf(owner >= GUEST ? k : owner * 4))
  }

  customer(j: number): Stripe.Customer {
    const { shop } = this
    const who = this.personOf(j, j * 4)
    const base = customerObject(
      shop.ids.cus.encode(j),
      this.shop.customerCreated(j),
      (0x10000000 + j).toString(36).toUpperCase().padStart(8, 'N'),
    )
    return {
      ...base,
      address: who.address,
      currency: null,
      email: who.email,
      invoice_settings: { ...base.invoice_settings, default_payment_method: shop.ids.pm.encode(j) },
      metadata:
        shop.draw(j, 60) < 0.3 ? { loyalty: pick(['bronze', 'silver', 'gold'], shop.draw(j, 61)) } : {},
      name: who.name,
      phone: shop.draw(j, 62) < 0.6 ? who.phone : null,
      preferred_locales: [who.locale],
      shipping: { address: who.address, name: who.name, phone: null },
    }
  }

  /** The payment method of a customer or guest. */
  method(owner: number, k: number): Stripe.PaymentMethod {
    const { shop } = this
    const who = this.personOf(owner, k)
    const guest = owner >= GUEST
    const created = guest ? (shop.created[k] ?? 0) : this.shop.customerCreated(owner)
    const spec = {
      id: shop.ids.pm.encode(owner),
      created,
      customer: guest ? null : shop.ids.cus.encode(owner),
      billing: { address: who.address, email: who.email, name: who.name, phone: null, tax_id: null },
    }
    const digits = String(1000 + Math.floor(shop.draw(owner, 63) * 8999))
    if (shop.bank[k])
      return shop.currencyOf(k) === 'eur'
        ? sepaMethod({ ...spec, iban: `DE8937040044053201${digits}` })
        : usBankMethod({ ...spec, number: `00012345${digits}`, routing: '110000000' })
    const card = weighted(CARDS, shop.draw(owner, 64)) ?? ORDINARY
    return cardMethod({
      ...spec,
      card: { ...card, country: who.address.country },
      expMonth: 1 + Math.floor(shop.draw(owner, 65) * 12),
      expYear: new Date(created * 1000).getUTCFullYear() + 1 + Math.floor(shop.draw(owner, 66) * 4),
      wallet: weighted(WALLETS, shop.draw(owner, 67)),
      last4: digits,
      fingerprint: `Nw${shop.ids.pm.encode(owner).slice(4, 18)}`,
    })
  }

  private decline(k: number): Decline {
    const [first, ...others] = COMMON_DECLINES
    if (!first) throw new Error('no declines')
    return pick([first, ...others], this.shop.draw(k, 70))
  }

  private metadata(k: number): Record<string, string> {
    const { id, sku, channel } = this.shop.order(k)
    return { order_id: id, sku, channel }
  }

  private description(k: number): string {
    const { id, title, quantity } = this.shop.order(k)
    return `Order ${id}: ${quantity} × ${title}`
  }

  charge(k: number, at: number): Stripe.Charge {
    const { shop } = this
    const amount = shop.amount[k] ?? 0
    const outcome = shop.outcome[k]
    const owner = this.owner(k)
    const who = this.personOf(owner, k)
    let refunded = 0
    for (const one of shop.refundsFor(k)) if (one.created <= at) refunded += one.amount
    const dispute = shop.disputeFor(k)
    const disputed = dispute !== undefined && dispute.created <= at
    const created = (shop.created[k] ?? 0) + 1
    const charge = chargeObject({
      id: shop.chargeId(k),
      created,
      amount,
      currency: shop.currencyOf(k),
      method: this.method(owner, k),
      status: outcome === DECLINED ? 'failed' : outcome === PROCESSING ? 'pending' : 'succeeded',
      captured: outcome !== HELD,
      amountRefunded: refunded,
      disputed,
      balanceTransaction: outcome === PAID ? shop.ids.txn.encode(k) : null,
      decline: outcome === DECLINED ? this.decline(k) : undefined,
      customer: owner >= GUEST ? null : shop.ids.cus.encode(owner),
      paymentIntent: shop.ids.pi.encode(k),
      description: this.description(k),
      metadata: this.metadata(k),
      receiptEmail: who.email,
      shipping: { address: who.address, name: who.name, phone: null },
      riskScore: Math.floor(shop.draw(k, 71) ** 2 * 64),
      ...(outcome === HELD ? { captureBefore: created + 7 * DAY } : {}),
    })
    return disputed ? Object.assign(charge, { dispute: shop.ids.du.encode(k) }) : charge
  }

  intent(k: number): Stripe.PaymentIntent {
    const { shop } = this
    const id = shop.ids.pi.encode(k)
    const amount = shop.amount[k] ?? 0
    const outcome = shop.outcome[k]
    const owner = this.owner(k)
    const who = this.personOf(owner, k)
    const charged = outcome === PAID || outcome === DECLINED || outcome === HELD || outcome === PROCESSING
    const base = intentObject({
      id,
      created: shop.created[k] ?? 0,
      amount,
      currency: shop.currencyOf(k),
      secret: `${id}_secret_${id.slice(-20)}`,
      captureMethod: outcome === HELD ? 'manual' : 'automatic_async',
      automatic: { allow_redirects: 'always', enabled: true },
      types: ['card', 'link'],
    })
    return {
      ...base,
      ...STATES[outcome ?? PAID],
      amount_capturable: outcome === HELD ? amount : 0,
      amount_received: outcome === PAID ? amount : 0,
      canceled_at: outcome === CANCELED ? base.created + DAY : null,
      customer: owner >= GUEST ? null : shop.ids.cus.encode(owner),
      description: this.description(k),
      last_payment_error: outcome === DECLINED ? this.lastError(k, owner) : null,
      latest_charge: charged ? shop.chargeId(k) : null,
      metadata: this.metadata(k),
      next_action:
        outcome === WAITING
          ? {
              type: 'redirect_to_url',
              redirect_to_url: {
                return_url: 'https://northwindtea.example/thanks',
                url: `https://hooks.stripe.com/3d_secure_2/hosted?payment_intent=${id}`,
              },
            }
          : null,
      payment_method: outcome === DECLINED || outcome === ABANDONED ? null : shop.ids.pm.encode(owner),
      payment_method_types: shop.bank[k]
        ? [shop.currencyOf(k) === 'eur' ? 'sepa_debit' : 'us_bank_account']
        : ['card', 'link'],
      receipt_email: who.email,
      shipping: { address: who.address, name: who.name, phone: null },
    }
  }

  private lastError(k: number, owner: number): Stripe.PaymentIntent.LastPaymentError {
    const decline = this.decline(k)
    return {
      charge: this.shop.chargeId(k),
      code: decline.code,
      ...(decline.decline_code ? { decline_code: decline.decline_code } : {}),
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
      message: decline.message,
      payment_method: this.method(owner, k),
      type: 'card_error',
    }
  }

  refund(one: Refunded): Stripe.Refund {
    const { shop } = this
    const charge = this.charge(one.payment, one.created)
    const pending = shop.bank[one.payment] === 1 && shop.end - one.created < 5 * DAY
    return refundObject({
      id: shop.refundId(one),
      created: one.created,
      amount: one.amount,
      charge,
      reason: weighted(
        [
          ['requested_by_customer', 70],
          ['duplicate', 12],
          ['fraudulent', 4],
          [null, 14],
        ] as const,
        shop.draw(one.reference, 72),
      ),
      status: pending ? 'pending' : 'succeeded',
      ...(pending ? { pendingReason: 'processing' } : {}),
      balanceTransaction: shop.ids.txn.encode(REFUND_TXN + one.reference),
      metadata: { order_id: shop.order(one.payment).id },
    })
  }

  dispute(one: Disputed, transactions: readonly Stripe.BalanceTransaction[]): Stripe.Dispute {
    return disputeObject({
      id: this.shop.ids.du.encode(one.payment),
      created: one.created,
      charge: this.charge(one.payment, one.created),
      reason: weighted(REASONS, this.shop.draw(one.payment, 73)),
      status: one.status,
      transactions,
      submitted: one.submitted,
      now: this.shop.end,
    })
  }
}

/** Where the numbers of refunds' transactions begin; see `encodeEntry`. */
const REFUND_TXN = 2 ** 27

const STATES: Readonly<
  Record<number, Partial<Stripe.PaymentIntent> & { readonly status: Stripe.PaymentIntent.Status }>
> = {
  [PAID]: { status: 'succeeded' },
  [DECLINED]: { status: 'requires_payment_method' },
  [CANCELED]: { status: 'canceled', cancellation_reason: 'abandoned' },
  [ABANDONED]: { status: 'requires_payment_method' },
  [WAITING]: { status: 'requires_action' },
  [HELD]: { status: 'requires_capture' },
  [PROCESSING]: { status: 'processing' },
}
