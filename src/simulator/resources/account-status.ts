import type Stripe from 'stripe'
import { countedList } from '../wire/lists.ts'
import { emitConnected, previousAttributes } from '../world/events.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { type Known, missingFor, type Missing } from './account-requirements.ts'
import { mustHaveAccount } from './connected.ts'
import { scheduleOf } from './payout-settings.ts'

/** Bank accounts and debit cards that money can be paid out to, newest first. */
export function externalAccounts(store: AccountStore): readonly (Stripe.BankAccount | Stripe.Card)[] {
  const key = `account:${store.id}`
  const all = { limit: Number.MAX_SAFE_INTEGER, key }
  return [...store.table('bank_account').list(all).data, ...store.table('card').list(all).data]
}

const unique = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].toSorted()

const NOTHING: Missing = { due: [], errors: [], pending: [] }

type Reason = Stripe.Account.Requirements.DisabledReason

function requirementsOf<R extends string>(missing: readonly Missing[], disabled: R | null) {
  const due = unique(missing.map((one) => one.due))
  const errors = new Map(missing.flatMap((one) => one.errors).map((one) => [one.requirement, one]))
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: disabled,
    errors: [...errors.values()],
    eventually_due: due,
    past_due: disabled === 'requirements.past_due' ? due : [],
    pending_verification: unique(missing.map((one) => one.pending)),
  }
}

/** Judges one requested capability: `inactive` while something is due, `pending` while it is being verified. */
function judge(before: Stripe.Capability, missing: Missing, rejected: Reason | null): Stripe.Capability {
  if (!before.requested)
    return { ...before, status: 'unrequested', requirements: { ...requirementsOf([NOTHING], null) } }
  const status =
    rejected || missing.due.length > 0 ? 'inactive' : missing.pending.length > 0 ? 'pending' : 'active'
  const disabled = rejected
    ? 'rejected.other'
    : status === 'inactive'
      ? 'requirements.fields_needed'
      : status === 'pending'
        ? 'pending.review'
        : null
  return { ...before, status, requirements: requirementsOf([missing], disabled) }
}

const rejectionOf = (account: Stripe.Account): Reason | null => {
  const reason = account.requirements?.disabled_reason ?? null
  return reason?.startsWith('rejected.') ? reason : null
}

/**
 * Works out all that follows from what is known of a connected account: capabilities, requirements, whether it may
 * charge and be paid out. Stores the result and tells of it. `scope` is that account's; `draft` is the changed account.
 */
export function reassess(scope: Scope, draft?: Stripe.Account, isNew = false): Stripe.Account {
  const { account: store, world, now } = scope
  const before = isNew ? undefined : mustHaveAccount(store)
  const base = draft ?? mustHaveAccount(store)
  const externals = externalAccounts(store)
  const people = [...store.table('person').values()]
  const known: Known = { account: base, people, hasExternalAccount: externals.length > 0 }
  const rejected = rejectionOf(base)
  const capabilities = [...store.table('capability').values()].map((capability) => {
    const judged = judge(capability, missingFor(capability.id, known), rejected)
    if (JSON.stringify(judged) !== JSON.stringify(capability)) {
      store.put('capability', judged)
      if (!isNew) emitConnected(scope, 'capability.updated', judged, capability)
    }
    return judged
  })
  const requested = capabilities.filter((one) => one.requested)
  // Of a full-dashboard account without requests Stripe asks what payments need.
  const missing =
    requested.length > 0
      ? requested.map((one) => missingFor(one.id, known))
      : [missingFor('card_payments', known)]
  const due = missing.some((one) => one.due.length > 0)
  const pending = missing.some((one) => one.pending.length > 0)
  const active = (name: (id: string) => boolean) =>
    requested.length > 0 ? requested.some((one) => name(one.id) && one.status === 'active') : !due && !pending
  const disabled =
    rejected ?? (due ? 'requirements.past_due' : pending ? 'requirements.pending_verification' : null)
  const individual =
    base.business_type === 'individual' ? people.find((p) => p.relationship?.representative) : undefined
  const { individual: _, ...rest } = base
  const after: Stripe.Account = {
    ...rest,
    capabilities: Object.fromEntries(requested.map((one) => [one.id, one.status])),
    charges_enabled: !rejected && active((id) => id.endsWith('_payments')),
    details_submitted: missing.every((one) => one.due.length === 0 || one.errors.length > 0),
    external_accounts: countedList(externals, `/v1/accounts/${store.id}/external_accounts`),
    ...(individual ? { individual } : {}),
    payouts_enabled: !rejected?.startsWith('rejected.') && externals.length > 0 && active(() => true),
    requirements: requirementsOf(missing, disabled),
    ...(base.settings
      ? {
          settings: {
            ...base.settings,
            ...(base.settings.payouts ? { payouts: scheduleOf(store, base.settings.payouts) } : {}),
          },
        }
      : {}),
  }
  if (!before) {
    store.put('account', after)
  } else if (Object.keys(previousAttributes(before, after)).length > 0) {
    store.put('account', after)
    emitConnected(scope, 'account.updated', after, before)
  }
  // Verification ends right after this commit.
  if (pending) world.at(store.id, now, 'account.verify', store.id)
  return mustHaveAccount(store)
}
