import type Stripe from 'stripe'
import { invalidParam, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { emit } from '../world/events.ts'
import { idOf } from '../world/tables.ts'
import type { Scope } from '../world/world.ts'
import { liveCustomer } from './payment-method-use.ts'

/** Kinds of which an authority says whether a number exists. */
const VERIFIABLE = new Set(['au_abn', 'eu_vat', 'gb_vat'])

/** Gives a customer a tax id; the authority answers later. */
export function addTaxId(scope: Scope, customer: string, type: string, value: string): Stripe.TaxId {
  if (!/^[a-z]{2}_[a-z_]+$/.test(type))
    throw invalidParam(`Invalid type: ${type} is no kind of tax id`, 'type')
  const { account, now, world } = scope
  const made = account.put('tax_id', {
    id: account.newId('txi'),
    object: 'tax_id',
    country: type.startsWith('eu_') ? value.slice(0, 2).toUpperCase() : type.slice(0, 2).toUpperCase(),
    created: now,
    customer,
    customer_account: null,
    livemode: false,
    owner: { customer, customer_account: null, type: 'customer' },
    type,
    value,
    verification: {
      status: VERIFIABLE.has(type) ? 'pending' : 'unavailable',
      verified_address: null,
      verified_name: null,
    },
  })
  emit(scope, 'customer.tax_id.created', made)
  if (VERIFIABLE.has(type)) world.at(account.id, now + 1, 'tax_id.verify', made.id)
  return made
}

function find(call: Call): Stripe.TaxId {
  const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
  const id = call.path['id'] ?? ''
  const found = call.account.get('tax_id', id)
  if (!found || idOf(found.customer) !== customer.id) throw noSuch('tax_id', id)
  return found
}

/** https://docs.stripe.com/api/tax_ids */
export const customerTaxIds: Resource = {
  routes: [
    route(
      'POST',
      '/v1/customers/:customer/tax_ids',
      { type: required(text()), value: required(text()) },
      (call) => {
        const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
        return addTaxId(call, customer.id, call.params.type, call.params.value)
      },
    ),
    route('GET', '/v1/customers/:customer/tax_ids', listShape, (call) => {
      const customer = liveCustomer(call, call.path['customer'] ?? '', 'id')
      return listOfTable(call, 'tax_id', {
        key: `customer:${customer.id}`,
        where: (one) => idOf(one.customer) === customer.id,
      })
    }),
    route('GET', '/v1/customers/:customer/tax_ids/:id', {}, find),
    route('DELETE', '/v1/customers/:customer/tax_ids/:id', {}, (call) => {
      const before = find(call)
      call.account.remove('tax_id', before.id)
      emit(call, 'customer.tax_id.deleted', before)
      return { id: before.id, object: 'tax_id', deleted: true }
    }),
  ],
  actions: {
    // The numbers that Stripe's testing documentation gives the authority's answers.
    'tax_id.verify': (scope, id) => {
      const before = scope.account.get('tax_id', id)
      const [, answer] = /(111111111|222222222)/.exec(before?.value ?? '') ?? []
      if (!before || answer === undefined) return
      const verified = answer.startsWith('1')
      const after = scope.account.put('tax_id', {
        ...before,
        verification: {
          status: verified ? 'verified' : 'unverified',
          verified_address: null,
          verified_name: null,
        },
      })
      emit(scope, 'customer.tax_id.updated', after, before)
    },
  },
  includable: {
    customer: {
      tax_ids: (customer, account) => {
        const data = account.table('tax_id').find(`customer:${String(customer['id'])}`)
        return {
          object: 'list',
          data: [...data].toReversed(),
          has_more: false,
          url: `/v1/customers/${String(customer['id'])}/tax_ids`,
        }
      },
    },
  },
}
