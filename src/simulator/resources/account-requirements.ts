import type Stripe from 'stripe'

/** What an account is judged by. */
export interface Known {
  readonly account: Stripe.Account
  readonly people: readonly Stripe.Person[]
  readonly hasExternalAccount: boolean
}

/** What is still missing for one capability, by the names Stripe gives the fields. */
export interface Missing {
  readonly due: readonly string[]
  readonly errors: readonly Stripe.Account.Requirements.Error[]
  /** Everything is there and is being verified. */
  readonly pending: readonly string[]
}

const has = (value: unknown): boolean => value !== null && value !== undefined && value !== ''

/** Fields of a person, each with whether it is there. */
function personFields(
  person: Stripe.Person | undefined,
  full: boolean,
  country: string,
): [string, boolean][] {
  const { address, dob } = person ?? {}
  const fields: [string, boolean][] = [
    ['dob.day', has(dob?.day)],
    ['dob.month', has(dob?.month)],
    ['dob.year', has(dob?.year)],
    ['first_name', has(person?.first_name)],
    ['last_name', has(person?.last_name)],
  ]
  if (!full) return fields
  return [
    ['address.city', has(address?.city)],
    ['address.line1', has(address?.line1)],
    ['address.postal_code', has(address?.postal_code)],
    ...(country === 'US' ? ([['address.state', has(address?.state)]] satisfies [string, boolean][]) : []),
    ...fields,
    ['email', has(person?.email)],
    ['phone', has(person?.phone)],
    ...(country === 'US'
      ? ([['ssn_last_4', person?.ssn_last_4_provided === true]] satisfies [string, boolean][])
      : []),
  ]
}

function companyFields({ company }: Stripe.Account, full: boolean): [string, boolean][] {
  const fields: [string, boolean][] = [
    ['company.name', has(company?.name)],
    ['company.tax_id', company?.tax_id_provided === true],
  ]
  if (!full) return fields
  return [
    ['company.address.city', has(company?.address?.city)],
    ['company.address.line1', has(company?.address?.line1)],
    ['company.address.postal_code', has(company?.address?.postal_code)],
    ...fields,
    ['company.phone', has(company?.phone)],
  ]
}

const prefixed = (prefix: string, fields: readonly [string, boolean][]): [string, boolean][] =>
  fields.map(([name, given]) => [`${prefix}.${name}`, given])

/** Payments need more than transfers do. https://docs.stripe.com/connect/required-verification-information */
export function missingFor(capability: string, known: Known): Missing {
  const { account, people } = known
  const full = capability !== 'transfers'
  const country = account.country ?? 'US'
  const profile = account.business_profile
  const representative = people.find((p) => p.relationship?.representative) ?? people[0]
  const individual = account.business_type === 'individual'
  const who = individual ? 'individual' : (representative?.id ?? 'representative')
  const fields: [string, boolean][] = [
    ...(full ? ([['business_profile.mcc', has(profile?.mcc)]] satisfies [string, boolean][]) : []),
    ['business_profile.url', has(profile?.url) || has(profile?.product_description)],
    ['business_type', has(account.business_type)],
    ['external_account', known.hasExternalAccount],
    ['tos_acceptance.date', has(account.tos_acceptance?.date)],
    [
      'tos_acceptance.ip',
      has(account.tos_acceptance?.ip) || account.controller?.requirement_collection === 'stripe',
    ],
    ...(individual || !account.business_type ? [] : companyFields(account, full)),
    ...(account.business_type || representative
      ? prefixed(who, personFields(representative, full, country))
      : []),
  ]
  const due = fields.filter(([, given]) => !given).map(([name]) => name)
  const status = representative?.verification?.status
  const code = representative?.verification?.details_code
  const document = `${who}.verification.document`
  if (status === 'unverified' && code)
    return {
      due: [...due, document].toSorted(),
      errors: [
        {
          code:
            code === 'failed_keyed_identity'
              ? 'verification_failed_keyed_identity'
              : 'verification_document_failed_other',
          reason: representative?.verification?.details ?? 'The identity could not be verified.',
          requirement: document,
        },
      ],
      pending: [],
    }
  return {
    due: due.toSorted(),
    errors: [],
    pending: status === 'pending' && due.length === 0 ? [document] : [],
  }
}
