import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import type { Raw } from '../wire/form.ts'
import { listOfObjects } from '../wire/lists.ts'
import { boolean, isHash } from '../wire/params.ts'
import { type Resource, route } from '../wire/router.ts'
import { emitConnected } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { reassess } from './account-status.ts'
import { connectedScope } from './connected.ts'

const OTHERS = new Set([
  'transfers',
  'treasury',
  'card_issuing',
  'app_distribution',
  'tax_reporting_us_1099_k',
  'tax_reporting_us_1099_misc',
])
const isCapability = (id: string): boolean => /^[a-z0-9_]+_payments$/.test(id) || OTHERS.has(id)

const nothingDue = (): Stripe.Capability.Requirements => ({
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
})

/** https://docs.stripe.com/api/capabilities/object */
const capabilityObject = (id: string, account: string, now: number): Stripe.Capability => ({
  id,
  object: 'capability',
  account,
  future_requirements: nothingDue(),
  requested: true,
  requested_at: now,
  requirements: nothingDue(),
  status: 'inactive',
})

/** Requests a capability or takes the request back; `scope` is the connected account's. What follows is for `reassess`. */
export function setRequested(scope: Scope, id: string, requested: boolean): void {
  const { account, now } = scope
  if (!isCapability(id))
    throw invalidRequest(`Received unknown parameter: capabilities[${id}]`, {
      code: 'parameter_unknown',
      param: `capabilities[${id}]`,
    })
  const before = account.get('capability', id)
  if (requested === (before?.requested ?? false)) return
  const made = before
    ? { ...before, requested, requested_at: requested ? now : null }
    : capabilityObject(id, account.id, now)
  const after = account.put('capability', made)
  emitConnected(
    scope,
    'capability.updated',
    after,
    before ?? { ...after, requested: false, requested_at: null },
  )
}

/** Reads `capabilities[<id>][requested]` as an account's parameters carry it. */
export function requestCapability(scope: Scope, id: string, raw: Raw): void {
  const at = `capabilities[${id}]`
  const sent = isHash(raw) ? raw['requested'] : undefined
  const requested = sent === undefined ? null : boolean().read(sent, `${at}[requested]`)
  if (requested !== null) setRequested(scope, id, requested)
}

const path = '/v1/accounts/:account/capabilities'

function find(scope: Scope, id: string): Stripe.Capability {
  const found = scope.account.get('capability', id)
  if (found) return found
  if (!isCapability(id))
    throw invalidRequest(
      `No such capability: '${id}'`,
      { code: 'resource_missing', param: 'capability' },
      404,
    )
  return {
    ...capabilityObject(id, scope.account.id, scope.now),
    requested: false,
    requested_at: null,
    status: 'unrequested',
  }
}

export const capabilities: Resource = {
  routes: [
    route('GET', path, {}, (call) =>
      listOfObjects([...connectedScope(call).account.table('capability').values()], call.url),
    ),
    route('GET', `${path}/:capability`, {}, (call) =>
      find(connectedScope(call), call.path['capability'] ?? ''),
    ),
    route('POST', `${path}/:capability`, { requested: boolean() }, (call) => {
      const scope = connectedScope(call)
      const id = call.path['capability'] ?? ''
      if (typeof call.params.requested === 'boolean') {
        setRequested(scope, id, call.params.requested)
        reassess(scope)
      }
      return find(scope, id)
    }),
  ],
}
