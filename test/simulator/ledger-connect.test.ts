import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Api } from '../../src/simulator/api.ts'
import { createApi } from '../../src/simulator/server.ts'
import type { RawHash } from '../../src/simulator/wire/form.ts'
import type { AccountStore } from '../../src/simulator/world/account.ts'
import type { TableName, Tables } from '../../src/simulator/world/tables.ts'
import { checkBooks } from './ledger-check.ts'
import { stopped } from './support.ts'

const CARDS = [
  'pm_card_visa',
  'pm_card_bypassPending',
  'pm_card_bypassPending',
  'pm_card_createDispute',
  'pm_card_refundFail',
  'pm_card_pendingRefund',
  'pm_card_chargeDeclined',
  'pm_usBankAccount_success',
]

const part = fc.double({ min: 0.01, max: 1.2, noNaN: true })
const which = fc.nat(20)
const owner = fc.nat(2)

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      amount: fc.integer({ min: 1000, max: 90_000 }),
      card: fc.constantFrom(...CARDS),
      currency: fc.constantFrom('usd', 'usd', 'usd', 'eur', 'cny'),
      manual: fc.boolean(),
      owner,
      destination: fc.nat(2),
      fee: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      transferPart: fc.option(part),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('capture' as const), which, part, owner, fee: fc.option(part) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      which,
      part,
      owner,
      reverse: fc.boolean(),
      feeBack: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('transfer' as const),
      amount: fc.integer({ min: 1, max: 60_000 }),
      destination: fc.integer({ min: 1, max: 2 }),
      source: fc.option(which),
      type: fc.constantFrom('card', 'bank_account'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('reverse' as const), which, part, feeBack: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('refundFee' as const), which, part }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('topup' as const),
      amount: fc.integer({ min: 100, max: 50_000 }),
      source: fc.constantFrom('btok_us_verified', 'btok_us_verified_insufficientFunds'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('payout' as const),
      owner,
      part,
      method: fc.constantFrom('standard', 'instant'),
      type: fc.constantFrom('card', 'card', 'card', 'bank_account'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('cancelPayout' as const, 'reversePayout' as const, 'returnPayout' as const),
      owner,
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 24 * 12 }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Calls as a client does. Refusals are part of the game; a crash is not. Answers whether it was accepted. */
function post(api: Api, path: string, raw: RawHash, account?: string): boolean {
  const answer = api.handle({ method: 'POST', path, raw, authorization: 'Bearer sk_test_x', account })
  expect(answer.status).toBeLessThan(500)
  return answer.status === 200
}

function connect(api: Api, number: string, interval: string): void {
  const made = post(api, '/v1/accounts', {
    type: 'custom',
    business_type: 'individual',
    capabilities: { card_payments: { requested: 'true' }, transfers: { requested: 'true' } },
    business_profile: { mcc: '5499', url: 'https://accessible.stripe.com' },
    individual: {
      address: { line1: 'address_full_match', city: 'Portland', state: 'OR', postal_code: '97205' },
      dob: { day: '1', month: '1', year: '1901' },
      email: 'jenny@example.com',
      first_name: 'Jenny',
      last_name: 'Rosen',
      phone: '0000000000',
      ssn_last_4: '0000',
    },
    external_account: {
      object: 'bank_account',
      country: 'US',
      currency: 'usd',
      account_number: number,
      routing_number: '110000000',
    },
    settings: { payouts: { schedule: { interval } } },
    tos_acceptance: { date: '1700000000', ip: '127.0.0.1' },
  })
  expect(made).toBe(true)
}

const FLOAT = { amount: '90000', currency: 'usd', payment_method: 'pm_card_bypassPending', confirm: 'true' }

/** One of a table, rather one that `likely` holds for. */
function nth<N extends TableName>(
  store: AccountStore,
  table: N,
  index: number,
  likely: (object: Tables[N]) => boolean = () => true,
): Tables[N] | undefined {
  const all = [...store.table(table).values()]
  const liked = all.filter((one) => likely(one))
  const from = liked.length > 0 ? liked : all
  return from[index % Math.max(1, from.length)]
}

function perform(api: Api, one: Step, counts: Map<string, number>): void {
  const { world } = api
  if (one.do === 'wait') return world.advance(one.hours * 3600)
  const stores = [...world.accounts.values()]
  const at = (index: number): AccountStore => stores[index] ?? world.platform
  const header = (store: AccountStore) => (store.id === world.platformId ? undefined : store.id)
  const did = (path: string, raw: RawHash, store: AccountStore = world.platform) => {
    if (post(api, path, raw, header(store))) counts.set(one.do, (counts.get(one.do) ?? 0) + 1)
  }
  switch (one.do) {
    case 'pay': {
      const store = at(one.owner)
      const destination = one.owner === 0 && one.destination > 0 ? at(one.destination).id : undefined
      const fee =
        one.fee !== null && (destination !== undefined || one.owner > 0)
          ? { application_fee_amount: String(Math.floor(one.amount * one.fee)) }
          : {}
      const amount =
        one.transferPart === null ? {} : { amount: String(Math.ceil(one.amount * one.transferPart)) }
      return did(
        '/v1/payment_intents',
        {
          amount: String(one.amount),
          currency: one.currency,
          payment_method: one.card,
          confirm: 'true',
          capture_method: one.manual ? 'manual' : 'automatic',
          ...fee,
          ...(destination === undefined
            ? {}
            : { transfer_data: { destination, ...('application_fee_amount' in fee ? {} : amount) } }),
        },
        store,
      )
    }
    case 'capture': {
      const intent = nth(at(one.owner), 'payment_intent', one.which, (p) => p.status === 'requires_capture')
      if (!intent) return undefined
      const amount = Math.max(1, Math.round(intent.amount * one.part))
      const fee = one.fee === null ? {} : { application_fee_amount: String(Math.round(amount * one.fee)) }
      return did(
        `/v1/payment_intents/${intent.id}/capture`,
        { amount_to_capture: String(amount), ...fee },
        at(one.owner),
      )
    }
    case 'refund': {
      const charge = nth(
        at(one.owner),
        'charge',
        one.which,
        (c) => c.captured && !c.source_transfer && !c.refunded,
      )
      if (!charge) return undefined
      return did(
        '/v1/refunds',
        {
          charge: charge.id,
          amount: String(Math.max(1, Math.round(charge.amount * one.part))),
          ...(one.reverse && charge.transfer ? { reverse_transfer: 'true' } : {}),
          ...(one.feeBack && charge.application_fee ? { refund_application_fee: 'true' } : {}),
        },
        at(one.owner),
      )
    }
    case 'transfer': {
      const charge = one.source === null ? undefined : nth(world.platform, 'charge', one.source)
      return did('/v1/transfers', {
        amount: String(one.amount),
        currency: 'usd',
        destination: at(one.destination).id,
        ...(charge ? { source_transaction: charge.id } : { source_type: one.type }),
      })
    }
    case 'reverse': {
      const transfer = nth(world.platform, 'transfer', one.which, (t) => !t.reversed)
      if (!transfer) return undefined
      return did(`/v1/transfers/${transfer.id}/reversals`, {
        amount: String(Math.max(1, Math.round(transfer.amount * one.part))),
        ...(one.feeBack ? { refund_application_fee: 'true' } : {}),
      })
    }
    case 'refundFee': {
      const fee = nth(world.platform, 'application_fee', one.which, (f) => !f.refunded)
      if (!fee) return undefined
      return did(`/v1/application_fees/${fee.id}/refunds`, {
        amount: String(Math.max(1, Math.round(fee.amount * one.part))),
      })
    }
    case 'topup':
      return did('/v1/topups', { amount: String(one.amount), currency: 'usd', source: one.source })
    case 'payout': {
      const store = at(one.owner)
      const { available } = store.ledger.total('usd')
      return did(
        '/v1/payouts',
        {
          amount: String(Math.max(1, Math.round(available * one.part))),
          currency: 'usd',
          method: one.method,
          source_type: one.type,
        },
        store,
      )
    }
    case 'cancelPayout':
    case 'reversePayout':
    case 'returnPayout': {
      const store = at(one.owner)
      const payout = nth(
        store,
        'payout',
        one.which,
        (p) => (p.status === 'pending') === (one.do === 'cancelPayout'),
      )
      if (!payout) return undefined
      if (one.do === 'returnPayout') {
        if (payout.original_payout || payout.reversed_by) return undefined
        world.actions.get('payout.return')?.(world.scope(store), `${payout.id}:account_closed`)
        counts.set(one.do, (counts.get(one.do) ?? 0) + 1)
        return undefined
      }
      return did(`/v1/payouts/${payout.id}/${one.do === 'cancelPayout' ? 'cancel' : 'reverse'}`, {}, store)
    }
  }
}

test('across accounts no money appears or vanishes, whatever is done', () => {
  const counts = new Map<string, number>()
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 24, size: 'max' }), (steps) => {
      expect.hasAssertions()
      const api = createApi({ now: 1_790_000_000, realTime: stopped(1_790_000_000) })
      connect(api, '000123456789', 'daily')
      connect(api, '000111111113', 'manual')
      for (const raw of [FLOAT, { ...FLOAT, payment_method: 'pm_card_createDispute' }])
        post(api, '/v1/payment_intents', raw)
      for (const store of [...api.world.accounts.keys()].slice(1)) {
        post(api, '/v1/transfers', { amount: '30000', currency: 'usd', destination: store })
        post(api, '/v1/payouts', { amount: '7000', currency: 'usd' }, store)
        post(api, '/v1/payment_intents', {
          ...FLOAT,
          application_fee_amount: '9000',
          transfer_data: { destination: store },
        })
      }
      for (const one of steps) perform(api, one, counts)
      api.world.tick()
      checkBooks(api)
    }),
    { numRuns: 1000 },
  )
  // Each kind of movement was accepted often enough to mean something.
  const often = ['pay', 'capture', 'refund', 'transfer', 'reverse', 'refundFee', 'topup', 'payout']
  expect(often.filter((kind) => (counts.get(kind) ?? 0) < 50)).toEqual([])
  const seldom = ['cancelPayout', 'reversePayout', 'returnPayout']
  expect(seldom.filter((kind) => (counts.get(kind) ?? 0) < 5)).toEqual([])
}, 60_000)
