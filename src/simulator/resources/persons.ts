import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { listOfTable, mustFind } from '../wire/lists.ts'
import {
  addressShape,
  boolean,
  email,
  hash,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  oneOf,
  type Read,
  text,
} from '../wire/params.ts'
import { listShape, type Resource, route } from '../wire/router.ts'
import { emitConnected } from '../world/events.ts'
import type { Scope } from '../world/world.ts'
import { reassess } from './account-status.ts'
import { connectedScope } from './connected.ts'
import { NO_ADDRESS } from './payment-method-object.ts'

const documentShape = hash({ back: text(), front: text() })

/** What may be said of a person; an account's `individual` takes the same. */
export const personShape = {
  address: hash(addressShape),
  dob: hash({ day: integer(), month: integer(), year: integer() }),
  email: email(),
  first_name: text(),
  full_name_aliases: listOf(text()),
  gender: text(),
  id_number: text(),
  last_name: text(),
  maiden_name: text(),
  metadata: metadata(),
  nationality: text(),
  phone: text(),
  political_exposure: oneOf('existing', 'none'),
  relationship: hash({
    authorizer: boolean(),
    director: boolean(),
    executive: boolean(),
    legal_guardian: boolean(),
    owner: boolean(),
    percent_ownership: integer(),
    representative: boolean(),
    title: text(),
  }),
  ssn_last_4: text(),
  verification: hash({ additional_document: documentShape, document: documentShape }),
} as const
export type PersonParams = Read<typeof personShape>

const NO_DOCUMENT = { back: null, details: null, details_code: null, front: null }
const NOTHING_DUE = {
  alternatives: [],
  currently_due: [],
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

/** A person of whom nothing is known yet. https://docs.stripe.com/api/persons/object */
const personObject = (id: string, account: string, created: number): Stripe.Person => ({
  id,
  object: 'person',
  account,
  additional_tos_acceptances: { account: { date: null, ip: null, user_agent: null } },
  address: NO_ADDRESS,
  created,
  dob: { day: null, month: null, year: null },
  email: null,
  first_name: null,
  future_requirements: NOTHING_DUE,
  id_number_provided: false,
  last_name: null,
  metadata: {},
  phone: null,
  relationship: {
    authorizer: false,
    director: false,
    executive: false,
    legal_guardian: false,
    owner: false,
    percent_ownership: null,
    representative: false,
    title: null,
  },
  requirements: NOTHING_DUE,
  ssn_last_4_provided: false,
  verification: {
    additional_document: NO_DOCUMENT,
    details: null,
    details_code: null,
    document: NO_DOCUMENT,
    status: 'unverified',
  },
})

// https://docs.stripe.com/connect/testing-verification: numbers of ones do not match the person.
const FAILING_NUMBER = /^1+$/
const FAILING_DOCUMENT = /_failed|_failure|identity_document_(fail|unverified)/

/** What the numbers and papers given say of a person's identity. */
function verified(before: Stripe.Person.Verification, sent: PersonParams): Stripe.Person.Verification {
  const front = sent.verification?.document?.front
  const back = sent.verification?.document?.back
  if (front || back) {
    const fails = FAILING_DOCUMENT.test(front ?? '')
    return {
      ...before,
      details: fails ? 'The document could not be verified.' : null,
      details_code: fails ? 'document_failed_other' : null,
      document: {
        ...NO_DOCUMENT,
        back: back ?? null,
        details_code: fails ? 'document_failed_other' : null,
        front: front ?? null,
      },
      status: fails ? 'unverified' : 'verified',
    }
  }
  const number = sent.id_number ?? sent.ssn_last_4
  if (!number) return before
  const fails = FAILING_NUMBER.test(number)
  return {
    ...before,
    details: fails ? 'Provided identity information could not be verified.' : null,
    details_code: fails ? 'failed_keyed_identity' : null,
    status: fails ? 'unverified' : before.document?.front ? before.status : 'pending',
  }
}

/** Applies parameters to a person. */
export function applyPerson(before: Stripe.Person, sent: PersonParams): Stripe.Person {
  const kept = <K extends keyof PersonParams>(name: K) =>
    sent[name] === undefined ? {} : { [name]: sent[name] }
  const verification = before.verification ?? { status: 'unverified' }
  return {
    ...before,
    ...kept('email'),
    ...kept('first_name'),
    ...kept('gender'),
    ...kept('last_name'),
    ...kept('maiden_name'),
    ...kept('nationality'),
    ...kept('phone'),
    ...(sent.political_exposure ? { political_exposure: sent.political_exposure } : {}),
    ...(sent.full_name_aliases ? { full_name_aliases: [...sent.full_name_aliases] } : {}),
    ...(sent.address ? { address: { ...NO_ADDRESS, ...before.address, ...sent.address } } : {}),
    ...(sent.dob
      ? {
          dob: {
            day: sent.dob.day ?? before.dob?.day ?? null,
            month: sent.dob.month ?? before.dob?.month ?? null,
            year: sent.dob.year ?? before.dob?.year ?? null,
          },
        }
      : {}),
    ...(sent.relationship && before.relationship
      ? { relationship: { ...before.relationship, ...sent.relationship } }
      : {}),
    id_number_provided: before.id_number_provided === true || Boolean(sent.id_number),
    metadata: mergeMetadata(before.metadata ?? {}, sent.metadata),
    ssn_last_4_provided:
      before.ssn_last_4_provided === true || Boolean(sent.ssn_last_4) || Boolean(sent.id_number),
    verification: verified(verification, sent),
  }
}

/** Creates a person of a connected account; `scope` is that account's. */
export function createPerson(scope: Scope, sent: PersonParams): Stripe.Person {
  const { account, now } = scope
  const person = applyPerson(personObject(account.newId('person'), account.id, now), sent)
  account.put('person', person)
  emitConnected(scope, 'person.created', person)
  return person
}

export function updatePerson(scope: Scope, before: Stripe.Person, sent: PersonParams): Stripe.Person {
  const person = scope.account.put('person', applyPerson(before, sent))
  emitConnected(scope, 'person.updated', person, before)
  return person
}

/** After a change of people the account is judged anew; the person is answered as it is then. */
function afterChange(scope: Scope, person: Stripe.Person): Stripe.Person {
  reassess(scope)
  return scope.account.get('person', person.id) ?? person
}

const PEOPLE = '/v1/accounts/:account/persons'
const ONE = `${PEOPLE}/:person`

export const persons: Resource = {
  routes: [
    route('POST', PEOPLE, personShape, (call) => {
      const scope = connectedScope(call)
      return afterChange(scope, createPerson(scope, call.params))
    }),
    route(
      'GET',
      PEOPLE,
      {
        ...listShape,
        relationship: hash({
          authorizer: boolean(),
          director: boolean(),
          executive: boolean(),
          legal_guardian: boolean(),
          owner: boolean(),
          representative: boolean(),
        }),
      },
      (call) => {
        const wanted = Object.entries(call.params.relationship ?? {})
        return listOfTable({ ...call, account: connectedScope(call).account }, 'person', {
          where: (person) => {
            const held = new Map<string, unknown>(Object.entries(person.relationship ?? {}))
            return wanted.every(([role, value]) => value === null || held.get(role) === value)
          },
        })
      },
    ),
    route('GET', ONE, {}, (call) =>
      mustFind(connectedScope(call), 'person', call.path['person'] ?? '', 'person'),
    ),
    route('POST', ONE, personShape, (call) => {
      const scope = connectedScope(call)
      const before = mustFind(scope, 'person', call.path['person'] ?? '', 'person')
      return afterChange(scope, updatePerson(scope, before, call.params))
    }),
    route('DELETE', ONE, {}, (call) => {
      const scope = connectedScope(call)
      const before = mustFind(scope, 'person', call.path['person'] ?? '', 'person')
      const people = scope.account.table('person')
      if (before.relationship?.representative && [...people.values()].length === 1)
        throw invalidRequest(
          'You cannot delete the only representative of an account. Create another representative first.',
          { param: 'person' },
        )
      scope.account.hide('person', before.id)
      emitConnected(scope, 'person.deleted', before)
      reassess(scope)
      return { id: before.id, object: 'person', deleted: true }
    }),
  ],
}
