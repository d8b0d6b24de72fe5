import { randomUUID } from 'node:crypto'
import type { Stripe } from 'stripe'
import type { Operation } from '../../../src/shared/features/operations/contract.ts'
import type { OperationRequest } from '../../../src/main/operations/runner.ts'
import { activeAccount } from '../../simulator/connect.ts'
import type { World } from './runner-fixture.ts'

/** One operation that may be made, where its request goes, and how often it really happened. */
export interface Arranged {
  readonly request: OperationRequest
  readonly path: string
  readonly effects: () => Promise<number>
}

type Arrange = (world: World) => Promise<Arranged>

const request = (kind: Operation['kind'], amount: number, params: object): OperationRequest => ({
  kind,
  attempt: randomUUID(),
  amount: { amount, currency: 'usd' },
  params: { ...params, amount, ...(kind === 'refund' ? {} : { currency: 'usd' }) },
  acceptSimilar: false,
})

const held = (stripe: Stripe, amount: number) =>
  stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    capture_method: 'manual',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  })

async function connected({ stripe, pay }: World, amount = 0): Promise<string> {
  const { id } = await activeAccount({ stripe })
  await pay(500_000)
  if (amount > 0) await stripe.transfers.create({ amount, currency: 'usd', destination: id })
  return id
}

async function disputed({ stripe, pay }: World): Promise<Stripe.Dispute> {
  const charge = await pay(3000, 'usd', 'pm_card_createDispute')
  const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data
  if (dispute === undefined) throw new Error('The payment was not disputed')
  return dispute
}

/** Each kind of operation, ready to be made once. */
export const arrangements: Readonly<Record<Operation['kind'], Arrange>> = {
  refund: async ({ pay, refundsOf }) => {
    const { id } = await pay(5000)
    return {
      request: request('refund', 700, { charge: id }),
      path: '/v1/refunds',
      effects: async () => (await refundsOf(id)).length,
    }
  },
  capture: async ({ stripe }) => {
    const { id } = await held(stripe, 5000)
    return {
      request: request('capture', 4000, { payment_intent: id }),
      path: `/v1/payment_intents/${id}/capture`,
      effects: async () => {
        const { status, amount_received } = await stripe.paymentIntents.retrieve(id)
        return status === 'succeeded' && amount_received === 4000 ? 1 : 0
      },
    }
  },
  payment_cancel: async ({ stripe }) => {
    const { id } = await held(stripe, 5000)
    return {
      request: request('payment_cancel', 5000, { payment_intent: id, reason: 'abandoned' }),
      path: `/v1/payment_intents/${id}/cancel`,
      effects: async () => ((await stripe.paymentIntents.retrieve(id)).status === 'canceled' ? 1 : 0),
    }
  },
  payout: async (world) => {
    const account = await connected(world, 90_000)
    return {
      request: request('payout', 1200, { method: 'standard', connected_account: account }),
      path: '/v1/payouts',
      effects: async () => (await world.stripe.payouts.list({}, { stripeAccount: account })).data.length,
    }
  },
  payout_cancel: async (world) => {
    const account = await connected(world, 90_000)
    const on = { stripeAccount: account }
    const { id } = await world.stripe.payouts.create({ amount: 800, currency: 'usd' }, on)
    return {
      request: request('payout_cancel', 800, { payout: id, connected_account: account }),
      path: `/v1/payouts/${id}/cancel`,
      effects: async () => ((await world.stripe.payouts.retrieve(id, {}, on)).status === 'canceled' ? 1 : 0),
    }
  },
  payout_reversal: async (world) => {
    const account = await connected(world, 90_000)
    const on = { stripeAccount: account }
    const { id } = await world.stripe.payouts.create({ amount: 800, currency: 'usd' }, on)
    world.simulator.world.advance(7 * 86_400)
    return {
      request: request('payout_reversal', 800, { payout: id, connected_account: account }),
      path: `/v1/payouts/${id}/reverse`,
      effects: async () =>
        (await world.stripe.payouts.list({ limit: 100 }, on)).data.filter(
          (each) => each.original_payout !== null,
        ).length,
    }
  },
  transfer: async (world) => {
    const destination = await connected(world)
    return {
      request: request('transfer', 1500, { destination, transfer_group: 'order-7' }),
      path: '/v1/transfers',
      effects: async () => (await world.stripe.transfers.list({ destination })).data.length,
    }
  },
  transfer_reversal: async (world) => {
    const destination = await connected(world)
    const { id } = await world.stripe.transfers.create({ amount: 9000, currency: 'usd', destination })
    return {
      request: request('transfer_reversal', 400, { transfer: id }),
      path: `/v1/transfers/${id}/reversals`,
      effects: async () => (await world.stripe.transfers.listReversals(id)).data.length,
    }
  },
  application_fee_refund: async (world) => {
    const account = await connected(world)
    await world.stripe.paymentIntents.create(
      {
        amount: 5000,
        currency: 'usd',
        application_fee_amount: 600,
        payment_method: 'pm_card_bypassPending',
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      },
      { stripeAccount: account },
    )
    const [fee] = (await world.stripe.applicationFees.list()).data
    if (fee === undefined) throw new Error('The payment had no fee')
    return {
      request: request('application_fee_refund', 250, { fee: fee.id }),
      path: `/v1/application_fees/${fee.id}/refunds`,
      effects: async () => (await world.stripe.applicationFees.listRefunds(fee.id)).data.length,
    }
  },
  dispute_evidence: async (world) => {
    const { id, amount } = await disputed(world)
    return {
      request: request('dispute_evidence', amount, {
        dispute: id,
        evidence: JSON.stringify({ uncategorized_text: 'Delivered on Monday.' }),
      }),
      path: `/v1/disputes/${id}`,
      effects: async () => (await world.stripe.disputes.retrieve(id)).evidence_details.submission_count,
    }
  },
  dispute_acceptance: async (world) => {
    const { id, amount } = await disputed(world)
    return {
      request: request('dispute_acceptance', amount, { dispute: id }),
      path: `/v1/disputes/${id}/close`,
      effects: async () => ((await world.stripe.disputes.retrieve(id)).status === 'lost' ? 1 : 0),
    }
  },
}
