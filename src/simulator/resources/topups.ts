import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { integer, mergeMetadata, metadata, oneOf, range, type Read, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { checkCurrency, checkPayable } from '../money/currencies.ts'
import { availableOn } from '../money/fees.ts'
import { accountOfBankToken, bankFingerprint, failureOfBank } from '../money/test-banks.ts'
import { emit } from '../world/events.ts'
import { randomText } from '../world/ids.ts'
import type { Scope } from '../world/world.ts'

/** The bank account a top-up is drawn from, as the source object Stripe shows. */
function sourceOf(scope: Scope, token: string | null | undefined, currency: string): Stripe.Source {
  const { account, now } = scope
  const bank = accountOfBankToken(token ?? 'btok_us_verified')
  const stored = token ? (account.get('source', token) ?? account.get('token', token)) : undefined
  if (stored?.object === 'source') return stored
  const held = stored?.object === 'token' ? stored.bank_account : undefined
  if (!bank && !held)
    throw invalidRequest(
      `No such source: '${token ?? ''}'`,
      { code: 'resource_missing', param: 'source' },
      404,
    )
  const id = account.newId('src')
  return account.put('source', {
    id,
    object: 'source',
    ach_debit: {
      bank_name: 'STRIPE TEST BANK',
      country: bank?.country ?? held?.country ?? 'US',
      fingerprint: bank ? bankFingerprint(bank.number) : (held?.fingerprint ?? ''),
      last4: bank?.number.slice(-4) ?? held?.last4 ?? '',
      routing_number: '110000000',
      type: 'individual',
    },
    allow_redisplay: null,
    amount: null,
    client_secret: `src_client_secret_${randomText(24)}`,
    created: now,
    currency,
    flow: 'code_verification',
    livemode: false,
    metadata: {},
    owner: null,
    statement_descriptor: null,
    status: 'chargeable',
    type: 'ach_debit',
    usage: 'reusable',
  })
}

const createShape = {
  amount: required(integer({ min: 1 })),
  currency: required(text()),
  description: text(),
  metadata: metadata(),
  source: text(),
  statement_descriptor: text({ max: 15 }),
  transfer_group: text(),
} as const

function create(call: Call<Read<typeof createShape>>): Stripe.Topup {
  const { account, world, now, params } = call
  const currency = checkCurrency(params.currency)
  checkPayable(params.amount, currency)
  const id = account.newId('tu')
  const expected = availableOn(now)
  const topup = account.put('topup', {
    id,
    object: 'topup',
    amount: params.amount,
    balance_transaction: null,
    created: now,
    currency,
    description: params.description ?? null,
    expected_availability_date: expected,
    failure_code: null,
    failure_message: null,
    initiated_by: 'user',
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    source: sourceOf(call, params.source, currency),
    statement_descriptor: params.statement_descriptor ?? null,
    status: 'pending',
    transfer_group: params.transfer_group ?? null,
  })
  emit(call, 'topup.created', topup)
  world.at(account.id, expected, 'topup.arrive', id)
  return topup
}

/** https://docs.stripe.com/api/topups */
export const topups: Resource = {
  routes: [
    route('POST', '/v1/topups', createShape, create),
    route(
      'GET',
      '/v1/topups',
      {
        ...listShape,
        amount: range(),
        created: range(),
        status: oneOf('canceled', 'failed', 'pending', 'succeeded'),
      },
      (call) => {
        const { amount, status } = call.params
        const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = amount ?? {}
        return listOfTable(call, 'topup', {
          where: (t) =>
            (!status || t.status === status) &&
            t.amount > gt &&
            t.amount >= gte &&
            t.amount < lt &&
            t.amount <= lte,
        })
      },
    ),
    route('GET', '/v1/topups/:id', {}, (call) => mustFind(call, 'topup', call.path['id'] ?? '')),
    route('POST', '/v1/topups/:id', { description: text(), metadata: metadata() }, (call) => {
      const before = mustFind(call, 'topup', call.path['id'] ?? '')
      const { description } = call.params
      return call.account.put('topup', {
        ...before,
        ...(description === undefined ? {} : { description }),
        metadata: mergeMetadata(before.metadata, call.params.metadata),
      })
    }),
    route('POST', '/v1/topups/:id/cancel', {}, (call) => {
      const before = mustFind(call, 'topup', call.path['id'] ?? '')
      if (before.status !== 'pending')
        throw invalidRequest(
          `Top-up ${before.id} is ${before.status}; only pending top-ups can be canceled.`,
          {
            code: 'status_transition_invalid',
            param: 'id',
          },
        )
      const after = call.account.put('topup', {
        ...before,
        expected_availability_date: null,
        status: 'canceled',
      })
      emit(call, 'topup.canceled', after, before)
      return after
    }),
  ],
  actions: {
    'topup.arrive': (scope, id) => {
      const before = scope.account.get('topup', id)
      if (before?.status !== 'pending') return
      const failure = failureOfBank(before.source?.ach_debit?.fingerprint)
      if (failure) {
        const failed = scope.account.put('topup', {
          ...before,
          failure_code: failure.code,
          failure_message: failure.message,
          status: 'failed',
        })
        emit(scope, 'topup.failed', failed, before)
        return
      }
      const transaction = scope.account.post({
        type: 'topup',
        amount: before.amount,
        currency: before.currency,
        source: id,
        sourceType: 'card',
        description: before.description ?? 'Top-up',
      })
      const after = scope.account.put('topup', {
        ...before,
        balance_transaction: transaction.id,
        status: 'succeeded',
      })
      emit(scope, 'topup.succeeded', after, before)
    },
  },
}
