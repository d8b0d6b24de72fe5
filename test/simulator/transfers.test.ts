import { afterEach, beforeEach, expect, test } from 'vitest'
import { idOf } from '../../src/simulator/world/tables.ts'
import { activeAccount, funds } from './connect.ts'
import { type Bench, bench, DAY, pay, refusal } from './support.ts'

let at: Bench
let account: string
beforeEach(async () => {
  at = await bench()
  account = (await activeAccount(at)).id
})
afterEach(() => at.simulator.close())

const wait = (days: number) => at.control('POST', 'clock', { advance: days * DAY })
const on = () => ({ stripeAccount: account })
const fill = (amount = 100_000) => pay(at.stripe, amount, 'pm_card_bypassPending')

test('a transfer moves money on both sides and is a payment on the other', async () => {
  await fill()
  const [before] = await funds(at.stripe)
  const transfer = await at.stripe.transfers.create({
    amount: 700,
    currency: 'usd',
    destination: account,
    transfer_group: 'order_1',
    description: 'share',
  })
  expect(transfer).toMatchObject({
    amount: 700,
    amount_reversed: 0,
    destination: account,
    reversed: false,
    reversals: { data: [], total_count: 0 },
    source_transaction: null,
    source_type: 'card',
    transfer_group: 'order_1',
  })
  expect((await funds(at.stripe))[0]).toBe(before - 700)
  expect(await funds(at.stripe, account)).toEqual([700, 0])
  const payment = await at.stripe.charges.retrieve(idOf(transfer.destination_payment) ?? '', {}, on())
  expect(payment).toMatchObject({ amount: 700, source_transfer: transfer.id, status: 'succeeded' })
  const expanded = await at.stripe.transfers.retrieve(transfer.id, {
    expand: ['destination_payment', 'destination', 'balance_transaction'],
  })
  expect(expanded.destination_payment).toMatchObject({ object: 'charge' })
  expect(expanded.balance_transaction).toMatchObject({ amount: -700, type: 'transfer' })
  expect((await refusal(at.stripe.refunds.create({ charge: payment.id }, on()))).code).toBe(
    'charge_not_refundable',
  )
  const updated = await at.stripe.transfers.update(transfer.id, { metadata: { a: 'b' }, description: 'more' })
  expect(updated).toMatchObject({ metadata: { a: 'b' }, description: 'more' })
})

test('a transfer needs funds, a real account and its capability', async () => {
  const short = await refusal(
    at.stripe.transfers.create({ amount: 100, currency: 'usd', destination: account }),
  )
  expect([short.statusCode, short.code]).toEqual([400, 'balance_insufficient'])
  await fill()
  const nobody = await refusal(
    at.stripe.transfers.create({ amount: 100, currency: 'usd', destination: 'acct_nobody' }),
  )
  expect([nobody.code, nobody.param]).toEqual(['resource_missing', 'destination'])
  const bare = await at.stripe.accounts.create({
    type: 'custom',
    capabilities: { transfers: { requested: true } },
  })
  const inactive = await refusal(
    at.stripe.transfers.create({ amount: 100, currency: 'usd', destination: bare.id }),
  )
  expect(inactive.code).toBe('insufficient_capabilities_for_transfer')
  const bank = await refusal(
    at.stripe.transfers.create({
      amount: 100,
      currency: 'usd',
      destination: account,
      source_type: 'bank_account',
    }),
  )
  expect(bank.code).toBe('balance_insufficient')
  expect((await at.stripe.transfers.list()).data).toEqual([])
})

test('a transfer from a pending charge waits with it and is bounded by it', async () => {
  const intent = await pay(at.stripe, 5000)
  const charge = idOf(intent.latest_charge) ?? ''
  const transfer = await at.stripe.transfers.create({
    amount: 3000,
    currency: 'usd',
    destination: account,
    source_transaction: charge,
  })
  expect(transfer).toMatchObject({
    source_transaction: charge,
    transfer_group: expect.stringContaining('group_'),
  })
  expect(await funds(at.stripe, account)).toEqual([0, 3000])
  const over = await refusal(
    at.stripe.transfers.create({
      amount: 2001,
      currency: 'usd',
      destination: account,
      source_transaction: charge,
    }),
  )
  expect(over.code).toBe('balance_insufficient')
  const both = await refusal(
    at.stripe.transfers.create({
      amount: 1,
      currency: 'usd',
      destination: account,
      source_transaction: charge,
      source_type: 'card',
    }),
  )
  expect(both.code).toBe('transfer_source_balance_parameters_mismatch')
  await wait(5)
  expect(await funds(at.stripe, account)).toEqual([3000, 0])
})

test('reversals in part until nothing is left', async () => {
  await fill()
  const [start] = await funds(at.stripe)
  const transfer = await at.stripe.transfers.create({ amount: 1000, currency: 'usd', destination: account })
  const first = await at.stripe.transfers.createReversal(transfer.id, {
    amount: 400,
    metadata: { why: 'late' },
  })
  expect(first).toMatchObject({ amount: 400, transfer: transfer.id, metadata: { why: 'late' } })
  expect(await at.stripe.transfers.retrieve(transfer.id)).toMatchObject({
    amount_reversed: 400,
    reversed: false,
  })
  expect(await funds(at.stripe, account)).toEqual([600, 0])
  const over = await refusal(at.stripe.transfers.createReversal(transfer.id, { amount: 601 }))
  expect(over.param).toBe('amount')
  await at.stripe.transfers.createReversal(transfer.id)
  expect(await at.stripe.transfers.retrieve(transfer.id)).toMatchObject({
    amount_reversed: 1000,
    reversed: true,
    reversals: { total_count: 2 },
  })
  expect((await funds(at.stripe))[0]).toBe(start)
  expect(await funds(at.stripe, account)).toEqual([0, 0])
  expect((await refusal(at.stripe.transfers.createReversal(transfer.id))).message).toContain('fully reversed')
  expect((await at.stripe.transfers.listReversals(transfer.id, { limit: 1 })).has_more).toBe(true)
  expect(await at.stripe.transfers.retrieveReversal(transfer.id, first.id)).toMatchObject({ amount: 400 })
  const noted = await at.stripe.transfers.updateReversal(transfer.id, first.id, { metadata: { why: '' } })
  expect(noted.metadata).toEqual({})
  const refund = await at.stripe.refunds.retrieve(idOf(first.destination_payment_refund) ?? '', {}, on())
  expect(refund).toMatchObject({ amount: 400, source_transfer_reversal: first.id })
})

test('a recipient that has spent the money cannot give it back', async () => {
  await fill()
  const transfer = await at.stripe.transfers.create({ amount: 1000, currency: 'usd', destination: account })
  await at.stripe.payouts.create({ amount: 900, currency: 'usd' }, on())
  const short = await refusal(at.stripe.transfers.createReversal(transfer.id))
  expect([short.statusCode, short.code]).toEqual([400, 'balance_insufficient'])
  expect(await funds(at.stripe, account)).toEqual([100, 0])
})

test('lists by destination, group and time', async () => {
  await fill()
  const other = (await activeAccount(at)).id
  const make = (destination: string, transfer_group: string) =>
    at.stripe.transfers.create({ amount: 100, currency: 'usd', destination, transfer_group })
  const a = await make(account, 'g1')
  const b = await make(other, 'g1')
  const c = await make(account, 'g2')
  expect((await at.stripe.transfers.list({ destination: account })).data.map((t) => t.id)).toEqual([
    c.id,
    a.id,
  ])
  expect((await at.stripe.transfers.list({ transfer_group: 'g1' })).data.map((t) => t.id)).toEqual([
    b.id,
    a.id,
  ])
  expect((await at.stripe.transfers.list({ created: { gt: c.created } })).data).toEqual([])
})

test('a destination charge pays its account and the platform its fee', async () => {
  await fill(10_000)
  const [own] = await funds(at.stripe)
  const intent = await pay(at.stripe, 10_000, 'pm_card_bypassPending', {
    application_fee_amount: 1230,
    transfer_data: { destination: account },
  })
  const charge = await at.stripe.charges.retrieve(idOf(intent.latest_charge) ?? '', {
    expand: ['application_fee', 'transfer'],
  })
  expect(charge).toMatchObject({
    application_fee_amount: 1230,
    application_fee: { amount: 1230, account, originating_transaction: charge.id },
    transfer: { amount: 10_000, destination: account, source_transaction: charge.id },
  })
  expect(await funds(at.stripe, account)).toEqual([8770, 0])
  expect(await funds(at.stripe)).toEqual([own + 1230 - 320, 0])
  const refund = await at.stripe.refunds.create({
    charge: charge.id,
    amount: 5000,
    reverse_transfer: true,
    refund_application_fee: true,
  })
  expect(refund.transfer_reversal).toMatch(/^trr_/)
  expect(await funds(at.stripe, account)).toEqual([8770 - 5000 + 615, 0])
  expect(await funds(at.stripe)).toEqual([own + 1230 - 320 - 615, 0])
  await at.stripe.refunds.create({ charge: charge.id, reverse_transfer: true, refund_application_fee: true })
  expect(await funds(at.stripe, account)).toEqual([0, 0])
  expect(await funds(at.stripe)).toEqual([own - 320, 0])
  const fee = await at.stripe.applicationFees.retrieve(idOf(charge.application_fee) ?? '')
  expect(fee).toMatchObject({ amount_refunded: 1230, refunded: true, refunds: { total_count: 2 } })
})

test('a destination charge of a part, and terms that do not go together', async () => {
  const intent = await pay(at.stripe, 10_000, 'pm_card_visa', {
    transfer_data: { destination: account, amount: 8000 },
    capture_method: 'manual',
  })
  expect(await funds(at.stripe, account)).toEqual([0, 0])
  await at.stripe.paymentIntents.capture(intent.id, {
    amount_to_capture: 9000,
    transfer_data: { amount: 7000 },
  })
  expect(await funds(at.stripe, account)).toEqual([0, 7000])
  const bad = (more: object) => refusal(pay(at.stripe, 1000, 'pm_card_visa', more))
  expect((await bad({ application_fee_amount: 100 })).param).toBe('application_fee_amount')
  expect(
    (await bad({ application_fee_amount: 100, transfer_data: { destination: account, amount: 900 } })).param,
  ).toBe('application_fee_amount')
  expect((await bad({ application_fee_amount: 1001, transfer_data: { destination: account } })).param).toBe(
    'application_fee_amount',
  )
  expect((await bad({ transfer_data: { destination: 'acct_none' } })).code).toBe('resource_missing')
  const plain = await pay(at.stripe, 1000)
  expect(
    (await refusal(at.stripe.refunds.create({ payment_intent: plain.id, reverse_transfer: true }))).param,
  ).toBe('reverse_transfer')
  expect(
    (await refusal(at.stripe.refunds.create({ payment_intent: plain.id, refund_application_fee: true })))
      .param,
  ).toBe('refund_application_fee')
})

test('a direct charge lives on its account and pays the platform its fee', async () => {
  const intent = await at.stripe.paymentIntents.create(
    {
      amount: 10_000,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
      application_fee_amount: 500,
    },
    on(),
  )
  const charge = await at.stripe.charges.retrieve(
    idOf(intent.latest_charge) ?? '',
    { expand: ['balance_transaction'] },
    on(),
  )
  expect(charge.balance_transaction).toMatchObject({
    fee: 320 + 500,
    fee_details: [{ type: 'stripe_fee' }, { type: 'application_fee', amount: 500 }],
  })
  expect(await funds(at.stripe, account)).toEqual([9180, 0])
  expect(await funds(at.stripe)).toEqual([500, 0])
  const [fee] = (await at.stripe.applicationFees.list({ charge: charge.id })).data
  expect(fee).toMatchObject({ account, amount: 500, charge: charge.id, originating_transaction: null })
  await at.stripe.refunds.create({ charge: charge.id, amount: 2000, refund_application_fee: true }, on())
  expect(await funds(at.stripe, account)).toEqual([9180 - 2000 + 100, 0])
  expect(await funds(at.stripe)).toEqual([400, 0])
  const back = await at.stripe.applicationFees.createRefund(fee?.id ?? '', {
    amount: 150,
    metadata: { k: 'v' },
  })
  expect(back).toMatchObject({ amount: 150, fee: fee?.id, metadata: { k: 'v' } })
  expect(await funds(at.stripe, account)).toEqual([9180 - 2000 + 250, 0])
  expect((await refusal(at.stripe.applicationFees.createRefund(fee?.id ?? '', { amount: 251 }))).param).toBe(
    'amount',
  )
  await at.stripe.applicationFees.updateRefund(fee?.id ?? '', back.id, { metadata: { order: '6735' } })
  expect((await at.stripe.applicationFees.listRefunds(fee?.id ?? '')).data).toHaveLength(2)
  const types = (await at.stripe.events.list({ limit: 100 })).data.map((e) => e.type)
  expect(types).toEqual(
    expect.arrayContaining([
      'application_fee.created',
      'application_fee.refunded',
      'application_fee.refund.updated',
    ]),
  )
  expect((await at.stripe.charges.list()).data).toEqual([])
})

test('an account that may not charge yet is refused', async () => {
  const bare = await at.stripe.accounts.create({
    type: 'custom',
    capabilities: { card_payments: { requested: true } },
  })
  const refused = await refusal(
    at.stripe.paymentIntents.create(
      { amount: 1000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true },
      { stripeAccount: bare.id },
    ),
  )
  expect(refused.statusCode).toBe(400)
  expect(refused.message).toContain('card_payments')
})

test('top-ups arrive, fail or are canceled', async () => {
  const topup = await at.stripe.topups.create({
    amount: 5000,
    currency: 'usd',
    description: 'float',
    source: 'btok_us_verified',
  })
  expect(topup).toMatchObject({
    status: 'pending',
    balance_transaction: null,
    source: { ach_debit: { last4: '6789' } },
  })
  const failing = await at.stripe.topups.create({
    amount: 700,
    currency: 'usd',
    source: 'btok_us_verified_noAccount',
  })
  const dropped = await at.stripe.topups.create({ amount: 800, currency: 'usd' })
  expect(await at.stripe.topups.cancel(dropped.id)).toMatchObject({ status: 'canceled' })
  await wait(5)
  expect(await at.stripe.topups.retrieve(topup.id, { expand: ['balance_transaction'] })).toMatchObject({
    status: 'succeeded',
    balance_transaction: { amount: 5000, type: 'topup' },
  })
  expect(await at.stripe.topups.retrieve(failing.id)).toMatchObject({
    status: 'failed',
    failure_code: 'no_account',
  })
  expect(await funds(at.stripe)).toEqual([5000, 0])
  expect((await refusal(at.stripe.topups.cancel(topup.id))).statusCode).toBe(400)
  expect((await at.stripe.topups.list({ status: 'failed' })).data.map((t) => t.id)).toEqual([failing.id])
  expect((await at.stripe.topups.list({ amount: { gte: 800 } })).data).toHaveLength(2)
  const types = (await at.stripe.events.list({ limit: 100 })).data.map((e) => e.type)
  for (const type of ['topup.created', 'topup.succeeded', 'topup.failed', 'topup.canceled'])
    expect(types).toContain(type)
})
