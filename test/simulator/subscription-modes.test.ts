import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, bench, DAY, monthlyPrice, payingCustomer, referenceId, refusal } from './support.ts'

let at: Bench
let monthly: Stripe.Price
beforeAll(async () => {
  at = await bench()
  monthly = await monthlyPrice(at.stripe, 1000)
})
afterAll(() => at.simulator.close())

async function subscribe(
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  version: Stripe.RequestOptions = {},
): Promise<Stripe.Subscription> {
  const { id } = await payingCustomer(at.stripe)
  return at.stripe.subscriptions.create({ customer: id, items: [{ price: monthly.id }], ...more }, version)
}
const later = (days: number): Promise<unknown> => at.control('POST', 'clock', { advance: days * DAY })
const invoices = async (subscription: string): Promise<readonly (string | null)[]> =>
  (await at.stripe.invoices.list({ subscription })).data.map((i) => i.status)
const told = async (type: string, id: string): Promise<number> =>
  (await at.stripe.events.list({ type, limit: 100 })).data.filter(
    (e) => 'id' in e.data.object && e.data.object.id === id,
  ).length
const status = async (id: string): Promise<string> => (await at.stripe.subscriptions.retrieve(id)).status

test('a classic subscription becomes flexible once', async () => {
  const made = await subscribe({ billing_mode: { type: 'classic' } })
  expect(made.billing_mode).toEqual({ flexible: null, type: 'classic' })
  expect((await refusal(at.stripe.subscriptions.pause(made.id))).message).toContain('flexible')
  const billing = {
    billing_mode: { type: 'flexible', flexible: { proration_discounts: 'itemized' } },
  } as const
  const after = await at.stripe.subscriptions.migrate(made.id, billing)
  expect(after.billing_mode).toMatchObject({
    type: 'flexible',
    flexible: { proration_discounts: 'itemized' },
    updated_at: expect.any(Number),
  })
  expect(await told('customer.subscription.updated', made.id)).toBeGreaterThan(0)
  expect((await refusal(at.stripe.subscriptions.migrate(made.id, billing))).param).toBe('billing_mode[type]')
  const clover = await subscribe({}, { apiVersion: '2025-07-30.basil' })
  expect(clover.billing_mode.type).toBe('classic')
})

describe('a paused subscription', () => {
  test('makes no invoices, and resumes with one that somebody pays', async () => {
    const made = await subscribe()
    const paused = await at.stripe.subscriptions.pause(made.id)
    expect(paused).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'pause_requested' }, type: 'subscription' } },
    })
    expect(await told('customer.subscription.paused', made.id)).toBe(1)
    expect((await refusal(at.stripe.subscriptions.pause(made.id))).message).toContain('paused')
    await later(70)
    expect(await invoices(made.id)).toEqual(['paid'])
    const resuming = await at.stripe.subscriptions.resume(made.id)
    expect(resuming.status).toBe('paused')
    expect(await invoices(made.id)).toEqual(['open', 'paid'])
    await at.stripe.invoices.pay(referenceId(resuming.latest_invoice))
    const resumed = await at.stripe.subscriptions.retrieve(made.id)
    expect(resumed.status).toBe('active')
    expect(resumed).not.toHaveProperty('status_details')
    expect(await told('customer.subscription.resumed', made.id)).toBe(1)
    await later(32)
    expect(await invoices(made.id)).toEqual(['paid', 'paid', 'paid'])
  })

  test('stays paused if nobody pays in 23 hours, and can be resumed again', async () => {
    const made = await subscribe()
    await at.stripe.subscriptions.pause(made.id)
    await at.stripe.subscriptions.resume(made.id)
    await later(1)
    expect(await status(made.id)).toBe('paused')
    expect(await invoices(made.id)).toEqual(['void', 'paid'])
    const again = await at.stripe.subscriptions.resume(made.id, {
      payment_behavior: 'resume_on_payment_success',
    })
    expect(again.status).toBe('active')
    expect(await invoices(made.id)).toEqual(['paid', 'void', 'paid'])
  })

  test('is past due if the attempt fails, or waits for success if that was asked for', async () => {
    const bad = { default_payment_method: 'pm_card_chargeCustomerFail' }
    const [one, other] = [await subscribe(), await subscribe()]
    for (const { id } of [one, other]) {
      await at.stripe.subscriptions.update(id, bad)
      await at.stripe.subscriptions.pause(id)
    }
    const first = await at.stripe.subscriptions.resume(one.id)
    await refusal(at.stripe.invoices.pay(referenceId(first.latest_invoice)))
    expect(await status(one.id)).toBe('past_due')
    const second = await at.stripe.subscriptions.resume(other.id, {
      payment_behavior: 'resume_on_payment_success',
    })
    expect(second.status).toBe('paused')
    await later(2)
    expect(await status(other.id)).toBe('paused')
    await at.stripe.invoices.pay(referenceId(second.latest_invoice), { payment_method: 'pm_card_visa' })
    expect(await status(other.id)).toBe('active')
  })

  test('goes on in its period when the anchor is unchanged', async () => {
    const made = await subscribe()
    await at.stripe.subscriptions.pause(made.id)
    await later(3)
    const resumed = await at.stripe.subscriptions.resume(made.id, {
      billing_cycle_anchor: { type: 'unchanged' },
    })
    expect(resumed.status).toBe('active')
    expect(resumed.items.data[0]?.current_period_end).toBe(made.items.data[0]?.current_period_end)
    expect(await invoices(made.id)).toEqual(['paid'])
    await later(30)
    expect(await invoices(made.id)).toEqual(['paid', 'paid'])
    expect((await refusal(at.stripe.subscriptions.resume(made.id))).message).toContain('paused')
  })

  test('by the end of a trial without a card says why', async () => {
    const { id } = await at.stripe.customers.create({})
    const made = await at.stripe.subscriptions.create({
      customer: id,
      items: [{ price: monthly.id }],
      trial_period_days: 2,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    })
    await later(3)
    expect(await at.stripe.subscriptions.retrieve(made.id)).toMatchObject({
      status: 'paused',
      status_details: { paused: { subscription: { type: 'trial_end_without_payment_method' } } },
    })
  })
})
