import { afterEach, beforeEach, expect, test } from 'vitest'
import { activeAccount, COMPLETE } from './connect.ts'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
beforeEach(async () => {
  at = await bench()
})
afterEach(() => at.simulator.close())

const eventTypes = async (account?: string): Promise<string[]> => {
  const list = await at.stripe.events.list({ limit: 100 }, account ? { stripeAccount: account } : {})
  return list.data.map((event) => event.type)
}

test('what is due shrinks as it is given, and the account becomes active', async () => {
  const account = await at.stripe.accounts.create({
    type: 'custom',
    country: 'US',
    business_type: 'individual',
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  })
  expect(account).toMatchObject({
    type: 'custom',
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    controller: { requirement_collection: 'application', stripe_dashboard: { type: 'none' } },
  })
  expect(account.requirements).toMatchObject({ disabled_reason: 'requirements.past_due' })
  const due = account.requirements?.currently_due ?? []
  expect(due).toEqual(
    expect.arrayContaining(['external_account', 'individual.ssn_last_4', 'tos_acceptance.date']),
  )

  const half = await at.stripe.accounts.update(account.id, {
    individual: { first_name: 'Jenny', last_name: 'Rosen' },
    tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1' },
  })
  expect(half.requirements?.currently_due?.length).toBe(due.length - 4)
  expect(half.individual?.first_name).toBe('Jenny')

  const full = await at.stripe.accounts.update(account.id, COMPLETE)
  expect(full.requirements).toMatchObject({
    currently_due: [],
    pending_verification: ['individual.verification.document'],
  })
  expect(full.capabilities).toEqual({ card_payments: 'pending', transfers: 'pending' })
  const done = await at.stripe.accounts.retrieve(account.id)
  expect(done).toMatchObject({
    charges_enabled: true,
    payouts_enabled: true,
    details_submitted: true,
    capabilities: { card_payments: 'active', transfers: 'active' },
    requirements: { currently_due: [], disabled_reason: null },
  })
  expect(done.external_accounts?.data).toHaveLength(1)
  const own = await eventTypes(account.id)
  expect(own).toEqual(
    expect.arrayContaining([
      'account.updated',
      'capability.updated',
      'person.created',
      'account.external_account.created',
    ]),
  )
  const [seen] = (await at.stripe.events.list({ type: 'account.updated', limit: 1 })).data
  expect(seen).toMatchObject({ account: account.id, data: { object: { id: account.id } } })
})

test('an identity that does not match asks for a document, and a document settles it', async () => {
  const account = await activeAccount(at, {
    individual: { ...COMPLETE.individual, ssn_last_4: '1111' },
  })
  expect(account.charges_enabled).toBe(false)
  expect(account.requirements).toMatchObject({
    currently_due: ['individual.verification.document'],
    errors: [{ code: 'verification_failed_keyed_identity', requirement: 'individual.verification.document' }],
  })
  await at.stripe.accounts.update(account.id, {
    individual: { verification: { document: { front: 'file_identity_document_success' } } },
  })
  expect(await at.stripe.accounts.retrieve(account.id)).toMatchObject({ charges_enabled: true })
})

test('a company needs its representative', async () => {
  const account = await at.stripe.accounts.create({
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    country: 'US',
    business_type: 'company',
    company: { name: 'Tea Ltd', tax_id: '000000000' },
    capabilities: { transfers: { requested: true } },
    business_profile: { url: 'https://accessible.stripe.com' },
    external_account: 'btok_us_verified',
    tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1' },
  })
  expect(account.type).toBe('none')
  expect(account.requirements?.currently_due).toContain('representative.first_name')
  const person = await at.stripe.accounts.createPerson(account.id, {
    first_name: '伟',
    last_name: '张',
    dob: { day: 1, month: 1, year: 1901 },
    id_number: '000000000',
    relationship: { representative: true, title: 'CEO' },
  })
  expect(person).toMatchObject({ object: 'person', id_number_provided: true, first_name: '伟' })
  const after = await at.stripe.accounts.retrieve(account.id)
  expect(after).toMatchObject({ payouts_enabled: true, capabilities: { transfers: 'active' } })
  expect(
    (await at.stripe.accounts.listPersons(account.id, { relationship: { representative: true } })).data,
  ).toHaveLength(1)
  expect((await refusal(at.stripe.accounts.deletePerson(account.id, person.id))).statusCode).toBe(400)
  const renamed = await at.stripe.accounts.updatePerson(account.id, person.id, { last_name: '王' })
  expect(renamed.last_name).toBe('王')
})

test('capabilities are listed, requested and given back', async () => {
  const account = await activeAccount(at)
  expect(
    (await at.stripe.accounts.listCapabilities(account.id)).data.map((one) => [one.id, one.status]),
  ).toEqual([
    ['card_payments', 'active'],
    ['transfers', 'active'],
  ])
  const added = await at.stripe.accounts.updateCapability(account.id, 'sepa_debit_payments', {
    requested: true,
  })
  expect(added).toMatchObject({ id: 'sepa_debit_payments', requested: true, status: 'active' })
  const unknown = await at.stripe.accounts.retrieveCapability(account.id, 'ideal_payments')
  expect(unknown).toMatchObject({ requested: false, status: 'unrequested' })
  await at.stripe.accounts.updateCapability(account.id, 'card_payments', { requested: false })
  await at.stripe.accounts.updateCapability(account.id, 'sepa_debit_payments', { requested: false })
  expect(await at.stripe.accounts.retrieve(account.id)).toMatchObject({
    charges_enabled: false,
    payouts_enabled: true,
  })
  expect((await refusal(at.stripe.accounts.retrieveCapability(account.id, 'flying'))).statusCode).toBe(404)
})

test('accounts are listed newest first, rejected, taken back, and deleted', async () => {
  const made: string[] = []
  for (let i = 0; i < 5; i++) made.push((await at.stripe.accounts.create({ type: 'express' })).id)
  const first = await at.stripe.accounts.list({ limit: 2 })
  expect(first.data.map((one) => one.id)).toEqual([made[4], made[3]])
  expect(first.has_more).toBe(true)
  const rest = await at.stripe.accounts.list({ starting_after: made[3] ?? '' })
  expect(rest.data.map((one) => one.id)).toEqual([made[2], made[1], made[0]])
  const account = await activeAccount(at)
  const rejected = await at.stripe.accounts.reject(account.id, { reason: 'fraud_other' })
  expect(rejected).toMatchObject({
    charges_enabled: false,
    payouts_enabled: false,
    requirements: { disabled_reason: 'rejected.platform_fraud' },
    capabilities: { transfers: 'inactive' },
  })
  expect(await at.stripe.accounts.unreject(account.id)).toMatchObject({ charges_enabled: true })
  expect(await at.stripe.accounts.del(account.id)).toEqual(
    expect.objectContaining({ id: account.id, object: 'account', deleted: true }),
  )
  for (const call of [
    at.stripe.accounts.retrieve(account.id),
    at.stripe.balance.retrieve({}, { stripeAccount: account.id }),
  ])
    expect((await refusal(call)).code).toBe('account_invalid')
  expect((await at.stripe.accounts.list({ limit: 100 })).data).toHaveLength(5)
  expect(await eventTypes()).toContain('account.application.deauthorized')
})

test('an express account accepts its terms itself and has a dashboard of its own', async () => {
  const account = await at.stripe.accounts.create({ type: 'express', country: 'US' })
  const terms = await refusal(
    at.stripe.accounts.update(account.id, { tos_acceptance: { date: 1_700_000_000 } }),
  )
  expect(terms.param).toBe('tos_acceptance')
  const link = await at.stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    refresh_url: 'https://example.com/again',
    return_url: 'https://example.com/back',
  })
  expect(link.expires_at - link.created).toBe(300)
  expect((await refusal(at.stripe.accounts.createLoginLink(account.id))).statusCode).toBe(400)
  await at.control('POST', 'accounts', { account: account.id })
  const done = await at.stripe.accounts.retrieve(account.id)
  expect(done).toMatchObject({ details_submitted: true, payouts_enabled: true })
  expect((await at.stripe.accounts.createLoginLink(account.id)).url).toContain(account.id)
})

test('external accounts: the first of a currency is its default, and a default cannot be taken away', async () => {
  const account = await activeAccount(at)
  const second = await at.stripe.accounts.createExternalAccount(account.id, {
    external_account: 'btok_us_verified_noAccount',
  })
  expect(second).toMatchObject({ last4: '1116', default_for_currency: false, bank_name: 'STRIPE TEST BANK' })
  const [, first] = (await at.stripe.accounts.listExternalAccounts(account.id, { object: 'bank_account' }))
    .data
  expect(first).toMatchObject({ default_for_currency: true })
  expect(
    (await refusal(at.stripe.accounts.deleteExternalAccount(account.id, first?.id ?? ''))).statusCode,
  ).toBe(400)
  await at.stripe.accounts.updateExternalAccount(account.id, second.id, { default_for_currency: true })
  expect(await at.stripe.accounts.deleteExternalAccount(account.id, first?.id ?? '')).toMatchObject({
    deleted: true,
  })
  const card = await at.stripe.accounts.createExternalAccount(account.id, {
    external_account: 'tok_visa_debit_us_transferSuccess',
  })
  expect(card).toMatchObject({ object: 'card', available_payout_methods: ['standard', 'instant'] })
  const credit = await refusal(
    at.stripe.accounts.createExternalAccount(account.id, { external_account: 'tok_visa' }),
  )
  expect(credit.code).toBe('invalid_card_type')
  const token = await at.stripe.tokens.create({
    bank_account: {
      country: 'US',
      currency: 'usd',
      account_number: '000123456789',
      routing_number: '110000000',
    },
  })
  const fromToken = await at.stripe.accounts.createExternalAccount(account.id, { external_account: token.id })
  expect(fromToken).toMatchObject({ object: 'bank_account', last4: '6789', account: account.id })
})

test('balance settings and the payout schedule of an account are one thing', async () => {
  const account = await activeAccount(at)
  const on = { stripeAccount: account.id }
  const settings = await at.stripe.balanceSettings.update(
    {
      payments: {
        payouts: {
          schedule: { interval: 'weekly', weekly_payout_days: ['tuesday', 'friday'] },
          minimum_balance_by_currency: { usd: 5000 },
          statement_descriptor: 'TEA',
        },
        settlement_timing: { delay_days_override: 7 },
      },
    },
    on,
  )
  expect(settings.payments.payouts).toMatchObject({ minimum_balance_by_currency: { usd: 5000 } })
  expect((await at.stripe.accounts.retrieve(account.id)).settings?.payouts).toMatchObject({
    schedule: {
      interval: 'weekly',
      weekly_anchor: 'tuesday',
      weekly_payout_days: ['tuesday', 'friday'],
      delay_days: 7,
    },
    statement_descriptor: 'TEA',
  })
  await at.stripe.accounts.update(account.id, {
    settings: { payouts: { schedule: { interval: 'monthly', monthly_payout_days: [1, 31] } } },
  })
  expect((await at.stripe.balanceSettings.retrieve({}, on)).payments.payouts?.schedule).toEqual({
    interval: 'monthly',
    monthly_payout_days: [1, 31],
  })
  const missing = await refusal(
    at.stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: 'weekly' } } } }, on),
  )
  expect(missing.code).toBe('parameter_missing')
  expect(await eventTypes(account.id)).toContain('balance_settings.updated')
  // The longer delay holds for payments, too.
  await pay(at.stripe, 2000, 'pm_card_visa')
  const direct = await at.stripe.paymentIntents.create(
    { amount: 2000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true },
    on,
  )
  expect(direct.status).toBe('succeeded')
  const [later] = (await at.stripe.balanceTransactions.list({}, on)).data
  const [sooner] = (await at.stripe.balanceTransactions.list()).data
  expect((later?.available_on ?? 0) - (sooner?.available_on ?? 0)).toBeGreaterThanOrEqual(5 * DAY)
})

test('a bank account in the US has a routing number that can be one', async () => {
  const account = await at.stripe.accounts.create({ type: 'custom', country: 'US' })
  const add = (routing_number: string) =>
    at.stripe.accounts.createExternalAccount(account.id, {
      external_account: {
        object: 'bank_account',
        country: 'US',
        currency: 'usd',
        account_number: '000123456789',
        routing_number,
      },
    })
  for (const wrong of ['110000001', '123', '']) expect((await refusal(add(wrong))).statusCode).toBe(400)
  expect((await refusal(add('110000001'))).code).toBe('routing_number_invalid')
  expect((await add('021000021')).object).toBe('bank_account')
})
