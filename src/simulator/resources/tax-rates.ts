import type Stripe from 'stripe'
import { listOfTable, mustFind } from '../wire/lists.ts'
import { mergeMetadata, metadata, range, required, text } from '../wire/params.ts'
import { flag, listShape, type Resource, route } from '../wire/router.ts'
import { decimal, given, sent } from '../wire/sent.ts'
import { emit } from '../world/events.ts'

const described = {
  active: flag(),
  country: text(),
  description: text(),
  jurisdiction: text(),
  metadata: metadata(),
  state: text(),
  tax_type: text(),
} as const

export const taxRates: Resource = {
  routes: [
    route(
      'POST',
      '/v1/tax_rates',
      {
        ...described,
        display_name: required(text()),
        inclusive: required(flag()),
        percentage: required(decimal()),
      },
      (call) => {
        const { account, now, params } = call
        const rate: Stripe.TaxRate = account.put('tax_rate', {
          id: account.newId('txr'),
          object: 'tax_rate',
          active: params.active ?? true,
          country: params.country ?? null,
          created: now,
          description: params.description ?? null,
          display_name: params.display_name ?? '',
          effective_percentage: null,
          flat_amount: null,
          inclusive: params.inclusive ?? false,
          jurisdiction: params.jurisdiction ?? null,
          jurisdiction_level: null,
          livemode: false,
          metadata: mergeMetadata({}, params.metadata),
          percentage: params.percentage ?? 0,
          rate_type: 'percentage',
          state: params.state ?? null,
          tax_type: params.tax_type ?? null,
        })
        emit(call, 'tax_rate.created', rate)
        return rate
      },
    ),
    route(
      'GET',
      '/v1/tax_rates',
      { ...listShape, created: range(), active: flag(), inclusive: flag() },
      (call) => {
        const { active, inclusive } = call.params
        return listOfTable(call, 'tax_rate', {
          where: (t) =>
            (active === undefined || active === null || t.active === active) &&
            (inclusive === undefined || inclusive === null || t.inclusive === inclusive),
        })
      },
    ),
    route('GET', '/v1/tax_rates/:id', {}, (call) => mustFind(call, 'tax_rate', call.path['id'] ?? '')),
    route('POST', '/v1/tax_rates/:id', { ...described, display_name: text() }, (call) => {
      const before = mustFind(call, 'tax_rate', call.path['id'] ?? '')
      const { params } = call
      const updated = call.account.put('tax_rate', {
        ...before,
        ...given(params, 'active', 'display_name'),
        ...sent(params, 'country', 'description', 'jurisdiction', 'state', 'tax_type'),
        metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
      })
      emit(call, 'tax_rate.updated', updated, before)
      return updated
    }),
  ],
}
