import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createApi } from '../../src/simulator/server.ts'
import type { Api } from '../../src/simulator/api.ts'
import { decodeForm, type RawHash } from '../../src/simulator/wire/form.ts'
import { type CashStep, cashCall, cashStep } from './ledger-cash.ts'
import { checkBooks } from './ledger-check.ts'

const CARDS = [
  'pm_card_visa',
  'pm_card_bypassPending',
  'pm_card_createDispute',
  'pm_card_createDisputeInquiry',
  'pm_card_createMultipleDisputes',
  'pm_card_refundFail',
  'pm_card_pendingRefund',
  'pm_card_chargeDeclined',
  'pm_usBankAccount_success',
]
/** What ends a dispute, one way or another. */
const WORDS = ['winning_evidence', 'losing_evidence', 'escalate_inquiry_evidence', 'nothing of use', 'close']
const CURRENCIES = ['usd', 'eur', 'jpy', 'cny']

type Step =
  | {
      readonly do: 'pay'
      readonly amount: number
      readonly card: string
      readonly currency: string
      readonly manual: boolean
    }
  | { readonly do: 'capture' | 'cancel' | 'refund'; readonly which: number; readonly part: number }
  | { readonly do: 'answer'; readonly which: number; readonly word: string }
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'cash'; readonly step: CashStep }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      amount: fc.integer({ min: 1000, max: 90_000 }),
      card: fc.constantFrom(...CARDS),
      currency: fc.constantFrom(...CURRENCIES),
      manual: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('capture' as const, 'cancel' as const, 'refund' as const),
      which: fc.nat(20),
      part: fc.double({ min: 0.01, max: 1.2, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(5),
      word: fc.constantFrom(...WORDS),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('cash' as const), step: cashStep }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 24 * 20 }) }),
  },
)

function post(api: Api, path: string, raw: RawHash): void {
  const answer = api.handle({ method: 'POST', path, raw, authorization: 'Bearer sk_test_x' })
  // Refusals are part of the game; a crash is not.
  expect(answer.status).toBeLessThan(500)
}

function perform(api: Api, one: Step): void {
  const { world } = api
  if (one.do === 'wait') return world.advance(one.hours * 3600)
  if (one.do === 'cash') {
    const call = cashCall(world, one.step)
    if (call) post(api, call.path, call.raw)
    return
  }
  if (one.do === 'pay')
    return post(api, '/v1/payment_intents', {
      amount: String(one.amount),
      currency: one.currency,
      payment_method: one.card,
      confirm: 'true',
      capture_method: one.manual ? 'manual' : 'automatic',
    })
  if (one.do === 'answer') {
    const disputes = [...world.platform.table('dispute').values()]
    const dispute = disputes[one.which % Math.max(1, disputes.length)]
    if (!dispute) return
    if (one.word === 'close') return post(api, `/v1/disputes/${dispute.id}/close`, {})
    const evidence = { 'evidence[uncategorized_text]': one.word }
    return post(api, `/v1/disputes/${dispute.id}`, decodeForm(new URLSearchParams(evidence).toString()))
  }
  const intents = [...world.platform.table('payment_intent').values()]
  const intent = intents[one.which % Math.max(1, intents.length)]
  if (!intent) return
  const amount = String(Math.max(1, Math.round(intent.amount * one.part)))
  if (one.do === 'refund') post(api, '/v1/refunds', { payment_intent: intent.id, amount })
  else
    post(
      api,
      `/v1/payment_intents/${intent.id}/${one.do}`,
      one.do === 'capture' ? { amount_to_capture: amount } : {},
    )
}

test('after any sequence of calls every balance is the sum of its transactions', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 18 }), (steps) => {
      expect.hasAssertions()
      const api = createApi({ now: Math.floor(Date.now() / 1000) })
      post(api, '/v1/customers', { email: 'eva@example.com' })
      for (const one of steps) perform(api, one)
      api.world.tick()
      checkBooks(api)
    }),
    { numRuns: 1000 },
  )
})
