import { anything, email, hash, integer, listOf, metadata, oneOf, required, text } from '../wire/params.ts'
import { flag } from '../wire/router.ts'
import { shippingParam } from './customers.ts'
import { mandateDataParam } from './mandates.ts'
import { amountDetailsParam } from './payment-amount-details.ts'
import { methodDataShape } from './payment-method-data.ts'

const shared = {
  allowed_payment_method_types: listOf(text()),
  amount_details: amountDetailsParam,
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  excluded_payment_method_types: listOf(text()),
  hooks: anything(),
  payment_details: anything(),
  payment_method: text(),
  payment_method_data: hash(methodDataShape),
  payment_method_options: anything(),
  payment_method_types: listOf(text()),
  receipt_email: email(),
  setup_future_usage: oneOf('off_session', 'on_session'),
  shipping: shippingParam,
} as const
const described = {
  application_fee_amount: integer(),
  customer: text(),
  customer_account: text(),
  description: text(),
  metadata: metadata(),
  payment_method_configuration: text(),
  statement_descriptor: text({ max: 22 }),
  statement_descriptor_suffix: text({ max: 22 }),
  transfer_data: hash({
    amount: integer(),
    destination: text(),
    description: text(),
    metadata: metadata(),
    payment_data: anything(),
  }),
  transfer_group: text(),
} as const
const confirming = {
  confirmation_token: text(),
  error_on_requires_action: flag(),
  mandate: text(),
  mandate_data: mandateDataParam,
  off_session: anything(),
  radar_options: anything(),
  return_url: text(),
  use_stripe_sdk: flag(),
} as const

export const createShape = {
  ...shared,
  ...described,
  ...confirming,
  amount: required(integer()),
  currency: required(text()),
  automatic_payment_methods: hash({ enabled: required(flag()), allow_redirects: oneOf('always', 'never') }),
  confirm: flag(),
  confirmation_method: oneOf('automatic', 'manual'),
  on_behalf_of: text(),
} as const
export const updateShape = { ...shared, ...described, amount: integer(), currency: text() } as const
export const confirmShape = { ...shared, ...confirming, amount_to_confirm: integer() } as const
