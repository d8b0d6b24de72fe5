import type Stripe from 'stripe'
import type { Scope } from '../world/world.ts'
import { applyFields } from './account-change.ts'
import { externalAccounts, reassess } from './account-status.ts'
import { setRequested } from './capabilities.ts'
import { mustHaveAccount } from './connected.ts'
import { addExternalAccount } from './external-accounts.ts'
import { createPerson, updatePerson } from './persons.ts'

/** Fills in what is due with test values, as the owner does on Stripe's own pages behind an account link. */
export function completeOnboarding(scope: Scope): Stripe.Account {
  const { account, now } = scope
  const before = mustHaveAccount(account)
  const individual = (before.business_type ?? 'individual') === 'individual'
  if ([...account.table('capability').values()].length === 0)
    for (const id of ['card_payments', 'transfers']) setRequested(scope, id, true)
  if (externalAccounts(account).length === 0) addExternalAccount(scope, 'btok_us_verified')
  const person = [...account.table('person').values()].find((p) => p.relationship?.representative)
  if (person) updatePerson(scope, person, { ...TEST_PERSON, first_name: person.first_name ?? 'Jenny' })
  else createPerson(scope, TEST_PERSON)
  return reassess(
    scope,
    applyFields(before, {
      business_profile: {
        mcc: before.business_profile?.mcc ?? '5734',
        url: before.business_profile?.url ?? 'https://accessible.stripe.com',
      },
      business_type: individual ? 'individual' : changeableType(before.business_type),
      ...(individual
        ? {}
        : {
            company: {
              address: { city: 'Portland', line1: 'address_full_match', postal_code: '97205', state: 'OR' },
              name: before.company?.name ?? 'Test Company',
              phone: '0000000000',
              tax_id: '000000000',
            },
          }),
      tos_acceptance: { date: now, ip: '127.0.0.1' },
    }),
  )
}

const changeableType = (
  type: Stripe.Account['business_type'],
): 'company' | 'government_entity' | 'non_profit' =>
  type === 'government_entity' ? 'government_entity' : type === 'non_profit' ? 'non_profit' : 'company'

const TEST_PERSON = {
  address: {
    city: 'Portland',
    country: 'US',
    line1: 'address_full_match',
    postal_code: '97205',
    state: 'OR',
  },
  dob: { day: 1, month: 1, year: 1901 },
  email: 'jenny.rosen@example.com',
  first_name: 'Jenny',
  id_number: '000000000',
  last_name: 'Rosen',
  phone: '0000000000',
  relationship: { representative: true, title: 'Owner' },
} as const
