import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, pay, referenceId, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

describe('value lists', () => {
  test('every account has the default lists, which stay', async () => {
    const { data } = await at.stripe.radar.valueLists.list({ limit: 100 })
    expect(data.map(({ alias }) => alias)).toEqual(
      expect.arrayContaining(['card_fingerprint_blocklist', 'email_allowlist', 'customer_id_blocklist']),
    )
    const [email] = (await at.stripe.radar.valueLists.list({ alias: 'email_blocklist' })).data
    expect(email).toMatchObject({ item_type: 'email', list_items: { object: 'list', data: [] } })
    expect(await refusal(at.stripe.radar.valueLists.del(email?.id ?? ''))).toMatchObject({ statusCode: 400 })
    expect(
      await refusal(at.stripe.radar.valueLists.update(email?.id ?? '', { alias: 'other' })),
    ).toMatchObject({ param: 'alias' })
  })

  test('one of its own is made, changed, filled, found by what it contains, and deleted', async () => {
    const lists = at.stripe.radar.valueLists
    const made = await lists.create({ alias: 'regulars', name: 'Regulars', item_type: 'country' })
    expect(made).toMatchObject({ id: expect.stringMatching(/^rsl_/), metadata: {}, item_type: 'country' })
    expect(await refusal(lists.create({ alias: 'regulars', name: 'Again' }))).toMatchObject({
      param: 'alias',
    })
    expect(await refusal(lists.create({ alias: 'No Spaces', name: 'x' }))).toMatchObject({ param: 'alias' })
    expect(await lists.update(made.id, { name: 'Friends' })).toMatchObject({ name: 'Friends' })
    const items = at.stripe.radar.valueListItems
    const item = await items.create({ value_list: made.id, value: 'NL' })
    expect(item).toMatchObject({ id: expect.stringMatching(/^rsli_/), value: 'NL', value_list: made.id })
    expect(await refusal(items.create({ value_list: made.id, value: 'NL' }))).toMatchObject({
      param: 'value',
    })
    expect((await lists.list({ contains: 'NL' })).data.map(({ id }) => id)).toEqual([made.id])
    expect((await lists.retrieve(made.id)).list_items.data).toEqual([item])
    expect((await items.list({ value_list: made.id, value: 'n' })).data).toEqual([item])
    expect((await items.list({ value_list: made.id, value: 'x' })).data).toEqual([])
    expect(await lists.del(made.id)).toEqual(expect.objectContaining({ deleted: true }))
    expect(await refusal(items.retrieve(item.id))).toMatchObject({ statusCode: 404 })
  })

  test.each([
    ['card_bin', '4242'],
    ['card_fingerprint', 'short'],
    ['country', 'Holland'],
    ['customer_id', 'ch_1'],
    ['email', 'nobody'],
    ['ip_address', '300.1.1.1'],
  ] as const)('a list of type %s does not take %s', async (type, value) => {
    const list = await at.stripe.radar.valueLists.create({
      alias: `only_${type}`,
      name: type,
      item_type: type,
    })
    const refused = at.stripe.radar.valueListItems.create({ value_list: list.id, value })
    expect(await refusal(refused)).toMatchObject({ statusCode: 400, param: 'value' })
  })
})

describe('the block lists', () => {
  const put = async (alias: string, value: string): Promise<() => Promise<unknown>> => {
    const [list] = (await at.stripe.radar.valueLists.list({ alias })).data
    const item = await at.stripe.radar.valueListItems.create({ value_list: list?.id ?? '', value })
    return () => at.stripe.radar.valueListItems.del(item.id)
  }

  test('a payment by a card on one is blocked before the bank is asked, until it is taken off', async () => {
    const method = await at.stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_mastercard' } })
    const lift = await put('card_fingerprint_blocklist', method.card?.fingerprint ?? '')
    const error = await refusal(pay(at.stripe, 2000, method.id))
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'merchant_blacklist',
      payment_intent: { last_payment_error: { decline_code: 'merchant_blacklist' } },
    })
    expect(await at.stripe.charges.retrieve(referenceId(error.charge))).toMatchObject({
      status: 'failed',
      outcome: { type: 'blocked', reason: 'rule', network_status: 'not_sent_to_network' },
    })
    expect(await pay(at.stripe)).toMatchObject({ status: 'succeeded' })
    await lift()
    expect(await pay(at.stripe, 2000, 'pm_card_mastercard')).toMatchObject({ status: 'succeeded' })
  })

  test('an address is compared without case, and who is on an allow list is let through', async () => {
    const lift = await put('email_blocklist', 'Fraud@Example.com')
    const customer = await at.stripe.customers.create({ email: 'FRAUD@example.com' })
    const buy = () => pay(at.stripe, 2000, 'pm_card_visa', { customer: customer.id })
    expect(await refusal(buy())).toMatchObject({ decline_code: 'merchant_blacklist' })
    const trust = await put('customer_id_allowlist', customer.id)
    expect(await buy()).toMatchObject({ status: 'succeeded' })
    await Promise.all([lift(), trust()])
  })

  test('what Radar blocks by its own judgement is called fraudulent in both places', async () => {
    const error = await refusal(pay(at.stripe, 2000, 'pm_card_radarBlock'))
    expect(error).toMatchObject({
      decline_code: 'fraudulent',
      payment_intent: { last_payment_error: { decline_code: 'fraudulent' } },
    })
  })
})
