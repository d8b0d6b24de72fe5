import type Stripe from 'stripe'
import { StripeError } from '../wire/errors.ts'
import type { Call } from '../wire/router.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'

/** The application of the platform, as connected accounts' charges and fees name it. */
export const APPLICATION = 'ca_NorthwindTeaPlatform00000000000'

/** Stripe's answer for an account that is not there, or that is somebody else's. */
export const noAccount = (id: string): StripeError =>
  new StripeError(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  })

/** The account object of a store; undefined once deleted. */
export function accountOf(store: AccountStore | undefined): Stripe.Account | undefined {
  return store?.table('account').list({ limit: 1 }).data[0]
}

export function mustHaveAccount(store: AccountStore): Stripe.Account {
  const found = accountOf(store)
  if (found) return found
  throw noAccount(store.id)
}

/** Works on another account at the same instant and for the same request. */
export const inAccount = (scope: Scope, account: AccountStore): Scope => ({
  world: scope.world,
  account,
  now: scope.now,
  cause: scope.cause,
})

/** The scope of the account that a path names: one of the platform's, or the caller itself. */
export function connectedScope(call: Call, id = call.path['account'] ?? ''): Scope {
  const store = call.world.accounts.get(id)
  const mayAct = call.account.id === call.world.platformId || call.account.id === id
  if (!store || !mayAct || !accountOf(store)) throw noAccount(id)
  return inAccount(call, store)
}

/** The account that receives a transfer or a destination charge. */
export function destinationStore(scope: Scope, id: string, param = 'destination'): AccountStore {
  const store = scope.world.accounts.get(id)
  if (store && store.id !== scope.account.id && accountOf(store)) return store
  throw new StripeError(400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such destination: '${id}'`,
    param,
  })
}
