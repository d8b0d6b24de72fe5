import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, bench, refusal } from './support.ts'

let at: Bench
beforeAll(async () => {
  at = await bench()
})
afterAll(() => at.simulator.close())

const told = async (type: string) =>
  (await at.stripe.events.list({ type, limit: 10 })).data.map((event) => event.data.object)

test('a balance is the sum of its transactions, whoever changed it', async () => {
  const { id } = await at.stripe.customers.create({ balance: -500 })
  const made = await at.stripe.customers.createBalanceTransaction(id, {
    amount: 1200,
    currency: 'usd',
    description: 'Returned tins',
  })
  expect(made).toMatchObject({ amount: 1200, ending_balance: 700, type: 'adjustment', customer: id })
  await at.stripe.customers.update(id, { balance: 100, name: 'Anna' })
  expect(await at.stripe.customers.retrieve(id)).toMatchObject({ balance: 100, currency: 'usd' })
  const { data } = await at.stripe.customers.listBalanceTransactions(id)
  expect(data.map((t) => [t.type, t.amount, t.ending_balance])).toEqual([
    ['adjustment', -600, 100],
    ['adjustment', 1200, 700],
    ['initial', -500, -500],
  ])
  const changed = await at.stripe.customers.updateBalanceTransaction(id, made.id, {
    metadata: { case: '7' },
  })
  expect(await at.stripe.customers.retrieveBalanceTransaction(id, made.id)).toEqual(changed)
  expect(changed).toMatchObject({ description: 'Returned tins', metadata: { case: '7' } })
})

test('a balance has one currency, and a transaction one customer', async () => {
  const { id } = await at.stripe.customers.create({ balance: 100 })
  const euros = at.stripe.customers.createBalanceTransaction(id, { amount: 1, currency: 'eur' })
  expect((await refusal(euros)).param).toBe('currency')
  const other = (await at.stripe.customers.create({})).id
  const [one] = (await at.stripe.customers.listBalanceTransactions(id)).data
  const stolen = at.stripe.customers.retrieveBalanceTransaction(other, one?.id ?? '')
  expect((await refusal(stolen)).statusCode).toBe(404)
  expect((await at.stripe.customers.listBalanceTransactions(other)).data).toEqual([])
})

test('tax ids are given, verified by the clock, expanded and taken away', async () => {
  const { id } = await at.stripe.customers.create({ tax_id_data: [{ type: 'ch_vat', value: 'CHE-123' }] })
  const vat = (value: string) => at.stripe.customers.createTaxId(id, { type: 'eu_vat', value })
  const [good, bad, slow] = [await vat('DE111111111'), await vat('DE222222222'), await vat('DE333333333')]
  expect(good).toMatchObject({ country: 'DE', verification: { status: 'pending' } })
  await at.control('POST', 'clock', { advance: 60 })
  const { data } = await at.stripe.customers.listTaxIds(id)
  expect(data.map((one) => [one.value, one.verification?.status])).toEqual([
    ['DE333333333', 'pending'],
    ['DE222222222', 'unverified'],
    ['DE111111111', 'verified'],
    ['CHE-123', 'unavailable'],
  ])
  expect(await told('customer.tax_id.updated')).toMatchObject([{ id: bad.id }, { id: good.id }])
  expect(await at.stripe.customers.deleteTaxId(id, slow.id)).toMatchObject({ deleted: true })
  const whole = await at.stripe.customers.retrieve(id, { expand: ['tax_ids'] })
  expect(whole).toMatchObject({ tax_ids: { data: [{ id: bad.id }, { id: good.id }, { value: 'CHE-123' }] } })
  expect((await refusal(at.stripe.customers.retrieveTaxId(id, slow.id))).statusCode).toBe(404)
  const invented = at.stripe.customers.createTaxId(id, { type: 'vat', value: '1' })
  expect((await refusal(invented)).param).toBe('type')
})
