import { isIP } from 'node:net'
import type Stripe from 'stripe'
import { invalidParam, invalidRequest, noSuch } from '../wire/errors.ts'
import { listOfTable } from '../wire/lists.ts'
import { range, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { creatorOf, valueList } from './radar-value-lists.ts'

const FINGERPRINT = /^[A-Za-z0-9]{14,}$/
/** What may be in a list of each type. */
const FORMS: Readonly<Record<string, (value: string) => boolean>> = {
  account: (value) => /^acct_\w+$/.test(value),
  card_bin: (value) => /^\d{6}$/.test(value),
  card_fingerprint: (value) => FINGERPRINT.test(value),
  country: (value) => /^[A-Z]{2}$/.test(value),
  crypto_fingerprint: (value) => FINGERPRINT.test(value),
  customer_id: (value) => /^cus_\w+$/.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  ip_address: (value) => isIP(value) !== 0,
  sepa_debit_fingerprint: (value) => FINGERPRINT.test(value),
  us_bank_account_fingerprint: (value) => FINGERPRINT.test(value),
}
const ANY_CASE = new Set(['email', 'string'])

/** A value as a list of its type keeps and compares it. */
const normal = (type: string, value: string): string => (ANY_CASE.has(type) ? value.toLowerCase() : value)

function find(call: Call): Stripe.Radar.ValueListItem {
  const id = call.path['id'] ?? ''
  const found = call.account.get('radar.value_list_item', id)
  if (!found) throw noSuch('value list item', id)
  return found
}

/** https://docs.stripe.com/api/radar/value_list_items */
export const radarValueListItems: Resource = {
  routes: [
    route(
      'POST',
      '/v1/radar/value_list_items',
      { value: required(text({ max: 800 })), value_list: required(text()) },
      (call) => {
        const { account, now, params } = call
        const list = valueList(call, params.value_list, 'value_list')
        const value = normal(list.item_type, params.value)
        if (FORMS[list.item_type]?.(value) === false)
          throw invalidParam(`Invalid value for a list of type ${list.item_type}: ${value}`, 'value')
        const key = `value_list:${list.id}`
        if (
          account
            .table('radar.value_list_item')
            .find(key)
            .some((item) => item.value === value)
        )
          throw invalidRequest(`The value ${value} is already in the list ${list.alias}.`, {
            code: 'resource_already_exists',
            param: 'value',
          })
        return account.put('radar.value_list_item', {
          id: account.newId('rsli'),
          object: 'radar.value_list_item',
          created: now,
          created_by: creatorOf(account),
          livemode: false,
          value,
          value_list: list.id,
        })
      },
    ),
    route(
      'GET',
      '/v1/radar/value_list_items',
      { ...listShape, created: range(), value: text(), value_list: required(text()) },
      (call) => {
        const list = valueList(call, call.params.value_list, 'value_list')
        const like = call.params.value?.toLowerCase()
        return listOfTable(call, 'radar.value_list_item', {
          key: `value_list:${list.id}`,
          where: (item) => item.value_list === list.id && (!like || item.value.toLowerCase().includes(like)),
        })
      },
    ),
    route('GET', '/v1/radar/value_list_items/:id', {}, find),
    route('DELETE', '/v1/radar/value_list_items/:id', {}, (call) => {
      const { id } = find(call)
      call.account.remove('radar.value_list_item', id)
      return {
        id,
        object: 'radar.value_list_item',
        deleted: true,
      } satisfies Stripe.Radar.DeletedValueListItem
    }),
  ],
}
