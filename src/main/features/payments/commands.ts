import type { Stripe } from 'stripe'
import { moneyAtStripe } from '../../operations/kinds/common.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import type {
  CapturePreview,
  PaymentCancelPreview,
  paymentsContract,
} from '../../../shared/features/payments/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import {
  cancelBlocker,
  captureBlocker,
  chargeOf,
  payerOf,
  readIntent,
} from '../../operations/kinds/payment-intent-state.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { given, order } from '../command.ts'
import type { AccountContext, OpenAccount } from '../context.ts'

/** The PaymentIntent that a payment's id leads to; a charge made without one can only be refunded. */
async function intentOf(context: AccountContext, payment: string): Promise<Stripe.PaymentIntent> {
  const stripe = context.stripe()
  try {
    if (payment.startsWith('pi_')) return await readIntent(stripe, payment)
    const { payment_intent: intent } = await stripe.charges.retrieve(payment)
    if (intent === null) {
      throw new CounterfoilError('payment_not_capturable', `${payment} has no PaymentIntent`, {
        params: { status: 'charge' },
      })
    }
    return await readIntent(stripe, typeof intent === 'string' ? intent : intent.id)
  } catch (error) {
    throw mapStripeError(error)
  }
}

function methodOf(intent: Stripe.PaymentIntent): string | null {
  const details = chargeOf(intent)?.payment_method_details
  const card = details?.card
  return card === undefined
    ? (details?.type ?? null)
    : [card.brand, card.last4 && `•••• ${card.last4}`].filter(Boolean).join(' ')
}

const listed = (blocker: CounterfoilError | null) => (blocker === null ? [] : [blocker.failure])

async function previewCapture(context: AccountContext, payment: string): Promise<CapturePreview> {
  const intent = await intentOf(context, payment)
  return {
    payment: intent.id,
    status: intent.status,
    capturable: moneyAtStripe(intent.amount_capturable, intent.currency),
    captureBefore: chargeOf(intent)?.payment_method_details?.card?.capture_before ?? null,
    customerName: payerOf(intent),
    method: methodOf(intent),
    similar: context.operations.onTarget(intent.id),
    blockers: listed(captureBlocker(intent)),
  }
}

async function previewCancel(context: AccountContext, payment: string): Promise<PaymentCancelPreview> {
  const intent = await intentOf(context, payment)
  return {
    payment: intent.id,
    status: intent.status,
    amount: moneyAtStripe(intent.amount, intent.currency),
    released: moneyAtStripe(intent.amount_capturable, intent.currency),
    customerName: payerOf(intent),
    method: methodOf(intent),
    similar: context.operations.onTarget(intent.id),
    blockers: listed(cancelBlocker(intent)),
  }
}

type Commands = 'previewCapture' | 'capture' | 'previewCancel' | 'cancel'

export function paymentCommands(open: OpenAccount): Pick<FeatureHandlers<typeof paymentsContract>, Commands> {
  return {
    previewCapture: async ({ account, payment }) => await previewCapture(await open(account), payment),
    capture: async (input) => {
      const context = await open(input.account)
      const made = context.operations.attempted(input.attempt)
      const payment_intent = made?.target ?? (await intentOf(context, input.payment)).id
      return await order(context, 'capture', input, { payment_intent })
    },
    previewCancel: async ({ account, payment }) => await previewCancel(await open(account), payment),
    cancel: async (input) => {
      const context = await open(input.account)
      const made = context.operations.attempted(input.attempt)
      const payment_intent = made?.target ?? (await intentOf(context, input.payment)).id
      return await order(context, 'payment_cancel', input, {
        payment_intent,
        ...given('reason', input.reason),
      })
    },
  }
}
