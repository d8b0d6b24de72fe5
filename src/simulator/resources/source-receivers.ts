import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { fingerprint } from '../money/test-cards.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { type MethodSpec, methodBase } from './payment-method-object.ts'

// Sources that customers send money to. https://docs.stripe.com/sources/ach-credit-transfer

const ROUTING = '110000000'
const BANK = { bank_name: 'TEST BANK', routing_number: ROUTING, swift_code: 'TSTEZ122' }

const numberOf = (source: string): string => `test_${source.slice(-12).toLowerCase()}`

/** The account that money is sent to, as a method that charges are made with. */
export function receiverMethod(spec: MethodSpec): Stripe.PaymentMethod {
  return Object.assign(methodBase(spec, 'ach_credit_transfer'), {
    ach_credit_transfer: { ...BANK, account_number: numberOf(spec.id) },
  })
}

/** A new source that waits for money. An owner called `amount_4242@…` sends so much at once. */
export function openReceiver(scope: Scope, source: Stripe.Source, refundAttributes: string): Stripe.Source {
  const { account, world, now } = scope
  const number = numberOf(source.id)
  const opened = account.put('source', {
    ...source,
    ach_credit_transfer: {
      ...BANK,
      account_number: number,
      fingerprint: fingerprint(number),
      refund_account_holder_name: null,
      refund_account_holder_type: null,
      refund_routing_number: null,
    },
    flow: 'receiver',
    receiver: {
      address: `${ROUTING}-${number}`,
      amount_charged: 0,
      amount_received: 0,
      amount_returned: 0,
      refund_attributes_method: refundAttributes,
      refund_attributes_status: 'missing',
    },
    status: 'pending',
  })
  const sent = /^amount_(\d{1,12})@/.exec(source.owner?.email ?? '')?.[1]
  if (sent !== undefined && Number(sent) > 0)
    world.at(account.id, now, 'source.receive', `${source.id}:${sent}`)
  return opened
}

/** Money has come in at a source. */
function receive(scope: Scope, id: string, amount: number): void {
  const { account, now } = scope
  const before = account.get('source', id)
  if (!before?.receiver) return
  const transaction = account.put('source_transaction', {
    id: account.newId('srctxn'),
    object: 'source_transaction',
    ach_credit_transfer: {
      customer_data: before.owner?.name ?? 'Test customer',
      fingerprint: fingerprint(`${id}sender`),
      last4: '6789',
      routing_number: ROUTING,
    },
    amount,
    created: now,
    currency: before.currency ?? 'usd',
    livemode: false,
    source: id,
    status: 'succeeded',
    type: 'ach_credit_transfer',
  })
  const filled = account.put('source', {
    ...before,
    receiver: { ...before.receiver, amount_received: before.receiver.amount_received + amount },
    status: 'chargeable',
  })
  emit(scope, 'source.transaction.created', transaction)
  emit(scope, 'source.chargeable', filled)
}

/** Throws if a source may not be charged, or not by this much (minor units). */
export function checkSource({ account }: Pick<Scope, 'account'>, id: string, amount: number): void {
  const source = account.get('source', id)
  if (!source) return
  if (source.status !== 'chargeable')
    throw invalidRequest(`The source you provided is not in a chargeable state: ${id} is ${source.status}.`, {
      param: 'source',
    })
  if (!source.receiver) return
  const left = source.receiver.amount_received - source.receiver.amount_charged
  if (amount > left)
    throw invalidRequest(`The source ${id} has received only ${left} more than was charged already.`, {
      code: 'charge_exceeds_source_limit',
      param: 'amount',
    })
}

/** A charge was made of what a source had received. */
export function drawFrom({ account }: Pick<Scope, 'account'>, id: string, amount: number): void {
  const source = account.get('source', id)
  if (!source?.receiver) return
  const charged = source.receiver.amount_charged + amount
  account.put('source', {
    ...source,
    receiver: { ...source.receiver, amount_charged: charged },
    status: charged < source.receiver.amount_received ? 'chargeable' : 'pending',
  })
}

export const sourceReceivers: Resource = {
  routes: [
    route('GET', '/v1/sources/:source/source_transactions', listShape, (call) => {
      const source = mustFind(call, 'source', call.path['source'] ?? '', 'source')
      return listOfTable(call, 'source_transaction', { key: `source:${source.id}` })
    }),
  ],
  actions: {
    // What was sent to a source comes in: `id:amount`.
    'source.receive': (scope, subject) => {
      const [id = '', amount] = subject.split(':')
      receive(scope, id, Number(amount))
    },
  },
}
