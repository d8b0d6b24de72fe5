import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { type Call, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { keepCash } from './cash-refunds.ts'
import { failRefund } from './refunds.ts'

const DAY = 86_400

function waiting(call: Call, verb: string): Stripe.Refund {
  const found = mustFind(call, 'refund', call.path['id'] ?? '')
  if (found.status === 'requires_action') return found
  throw invalidRequest(
    `You can only ${verb} a refund that requires action; ${found.id} is ${found.status ?? 'unknown'}.`,
    {},
  )
}

/** A refund that waited for its customer ends without going out. */
const giveUp = (scope: Scope, before: Stripe.Refund, status: 'failed' | 'canceled'): Stripe.Refund =>
  before.charge === null
    ? keepCash(scope, before, status)
    : failRefund(scope, before, status === 'failed' ? 'unknown' : 'merchant_request', status)

/** Refunds whose customer is asked for a bank account: they are answered, canceled or run out. */
export const cashReturns: Resource = {
  routes: [
    route('POST', '/v1/refunds/:id/cancel', {}, (call) => giveUp(call, waiting(call, 'cancel'), 'canceled')),
    // https://docs.stripe.com/api/refunds/expire
    route('POST', '/v1/test_helpers/refunds/:id/expire', {}, (call) =>
      giveUp(call, waiting(call, 'expire'), 'failed'),
    ),
  ],
  actions: {
    // The customer has said which bank account the money shall go to.
    'refund.answered': (scope, id) => {
      const before = scope.account.get('refund', id)
      if (before?.status !== 'requires_action') return
      const { next_action: _, ...kept } = before
      const after = scope.account.put('refund', { ...kept, status: 'pending', pending_reason: 'processing' })
      emit(scope, 'refund.updated', after, before)
      scope.world.at(scope.account.id, scope.now + 5 * DAY, 'refund.succeed', id)
    },
    'refund.unanswered': (scope, id) => {
      const before = scope.account.get('refund', id)
      if (before?.status === 'requires_action') giveUp(scope, before, 'failed')
    },
  },
}
