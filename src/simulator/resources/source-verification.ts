import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { mustFind } from '../wire/lists.ts'
import { hash, listOf, oneOf, type Read, required, text } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { checkRouting } from '../money/test-banks.ts'
import { emit } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { type MethodSpec, usBankMethod } from './payment-method-object.ts'

/** `ach_debit` of a source. */
export const achDebitParam = hash({
  account_holder_name: text(),
  account_holder_type: oneOf('company', 'individual'),
  account_number: required(text()),
  country: oneOf('US'),
  currency: oneOf('usd'),
  routing_number: required(text()),
  type: oneOf('checking', 'savings'),
})
type AchDebit = Read<{ readonly data: typeof achDebitParam }>['data']

/** The US bank account behind a source. */
export function achMethod(spec: MethodSpec, sent: AchDebit): Stripe.PaymentMethod {
  if (!sent)
    throw invalidRequest('Missing required param: ach_debit.', {
      code: 'parameter_missing',
      param: 'ach_debit',
    })
  checkRouting('US', sent.routing_number, 'ach_debit[routing_number]')
  return usBankMethod({ ...spec, number: sent.account_number, routing: sent.routing_number })
}

/** So often the two deposits may be guessed. */
const ATTEMPTS = 5

/** What a bank account shows until its owner has named the two small deposits. */
export const unproved = ({
  us_bank_account: bank,
}: Stripe.PaymentMethod): Pick<Stripe.Source, 'ach_debit' | 'code_verification' | 'flow' | 'status'> => ({
  ach_debit: {
    bank_name: bank?.bank_name ?? null,
    country: 'US',
    fingerprint: bank?.fingerprint ?? null,
    last4: bank?.last4 ?? null,
    routing_number: bank?.routing_number ?? null,
    type: bank?.account_holder_type ?? null,
  },
  code_verification: { attempts_remaining: ATTEMPTS, status: 'pending' },
  flow: 'code_verification',
  status: 'pending',
})

/** A wrong answer costs an attempt; after the last one the source is of no more use. */
function miss(scope: Scope, before: Stripe.Source, attempts: number): never {
  const failed = attempts === 0
  const after = scope.account.put('source', {
    ...before,
    code_verification: { attempts_remaining: attempts, status: failed ? 'failed' : 'pending' },
    ...(failed ? { status: 'failed' } : {}),
  })
  if (failed) emit(scope, 'source.failed', after)
  throw invalidRequest(
    'The values provided do not match the amounts of the deposits that were sent to the bank account.',
    { code: 'bank_account_verification_failed', param: 'values' },
  )
}

/** https://docs.stripe.com/api/sources/verify */
export const sourceVerification: Resource = {
  routes: [
    route('POST', '/v1/sources/:id/verify', { values: required(listOf(text())) }, (call) => {
      const before = mustFind(call, 'source', call.path['id'] ?? '', 'source')
      const pending = before.code_verification
      if (!pending)
        throw invalidRequest(
          `The source ${before.id} has the flow ${before.flow}; only sources with the flow code_verification can be verified.`,
          { param: 'source' },
        )
      if (pending.status !== 'pending')
        throw invalidRequest(`The verification of the source ${before.id} has already ${pending.status}.`, {
          param: 'source',
        })
      const answer = (call.params.values ?? []).map(Number).toSorted((a, b) => a - b)
      if (answer.join(',') !== '32,45') return miss(call, before, pending.attempts_remaining - 1)
      const after = call.account.put('source', {
        ...before,
        code_verification: { ...pending, status: 'succeeded' },
        status: 'chargeable',
      })
      emit(call, 'source.chargeable', after)
      return after
    }),
  ],
}
