import type Stripe from 'stripe'
import { invalidRequest } from '../wire/errors.ts'
import { countedList, listOfTable, mustFind } from '../wire/lists.ts'
import { mergeMetadata, metadata, oneOf, range, type Read, required, text } from '../wire/params.ts'
import { type Call, listShape, type Resource, route } from '../wire/router.ts'
import { given } from '../wire/sent.ts'
import type { AccountStore } from '../world/account.ts'
import type { Scope } from '../world/world.ts'
import { accountOf } from './connected.ts'

type ValueList = Stripe.Radar.ValueList

const ITEM_TYPES = [
  'account',
  'card_bin',
  'card_fingerprint',
  'case_sensitive_string',
  'country',
  'crypto_fingerprint',
  'customer_id',
  'email',
  'ip_address',
  'sepa_debit_fingerprint',
  'string',
  'us_bank_account_fingerprint',
] as const
type ItemType = (typeof ITEM_TYPES)[number]

/** What Radar's default rules allow and block by; every account has both lists of each. https://docs.stripe.com/radar/lists */
const DEFAULTS: readonly (readonly [string, string, ItemType])[] = [
  ['card_bin', 'Card BIN', 'card_bin'],
  ['card_country', 'Card country', 'country'],
  ['card_fingerprint', 'Card fingerprint', 'card_fingerprint'],
  ['charge_description', 'Charge description', 'case_sensitive_string'],
  ['client_ip_address', 'Client IP address', 'ip_address'],
  ['client_ip_country', 'Client IP country', 'country'],
  ['customer_id', 'Customer ID', 'customer_id'],
  ['email', 'Email', 'email'],
]
const isDefault = (alias: string): boolean =>
  DEFAULTS.some(([name]) => alias === `${name}_allowlist` || alias === `${name}_blocklist`)

const createShape = {
  alias: required(text({ max: 100 })),
  name: required(text({ max: 100 })),
  item_type: oneOf(...ITEM_TYPES),
  metadata: metadata(),
} as const
const updateShape = { alias: text({ max: 100 }), name: text({ max: 100 }), metadata: metadata() } as const

/** Who is said to have made what is made with a secret key. */
export const creatorOf = (account: AccountStore): string => accountOf(account)?.email ?? 'api@example.com'

function store(scope: Scope, spec: Pick<ValueList, 'alias' | 'name' | 'item_type' | 'metadata'>): ValueList {
  const { account, now } = scope
  const id = account.newId('rsl')
  return account.put('radar.value_list', {
    ...spec,
    id,
    object: 'radar.value_list',
    created: now,
    created_by: creatorOf(account),
    list_items: countedList([], `/v1/radar/value_list_items?value_list=${id}`),
    livemode: false,
  })
}

// Made when somebody first looks: most accounts never do.
function withDefaults(scope: Scope): void {
  if (scope.account.table('radar.value_list').size > 0) return
  for (const [name, title, type] of DEFAULTS)
    for (const [kind, said] of [
      ['allowlist', 'allow list'],
      ['blocklist', 'block list'],
    ] as const)
      store(scope, { alias: `${name}_${kind}`, name: `${title} ${said}`, item_type: type, metadata: {} })
}

function checkAlias({ account }: Scope, alias: string): void {
  if (!/^[a-z0-9_]+$/.test(alias))
    throw invalidRequest('Aliases may only have lowercase letters, numbers and underscores.', {
      param: 'alias',
    })
  if (account.table('radar.value_list').find(`alias:${alias}`).length > 0)
    throw invalidRequest(`A value list with the alias ${alias} already exists.`, {
      code: 'resource_already_exists',
      param: 'alias',
    })
}

/** The list that an id names, or one of the default lists by its alias. */
export function valueList(call: Call, id: string, param = 'id'): ValueList {
  withDefaults(call)
  const [found = mustFind(call, 'radar.value_list', id, param, 'value list')] = call.account
    .table('radar.value_list')
    .find(`alias:${id}`)
  return found
}

const itemsOf = ({ account }: Scope, id: string): readonly Stripe.Radar.ValueListItem[] =>
  account.table('radar.value_list_item').find(`value_list:${id}`)

const shown = (scope: Scope, list: ValueList): ValueList => ({
  ...list,
  list_items: countedList(itemsOf(scope, list.id).toReversed(), list.list_items.url),
})

function create(call: Call<Read<typeof createShape>>): ValueList {
  const { params } = call
  withDefaults(call)
  checkAlias(call, params.alias)
  const { alias, name } = params
  const type = params.item_type ?? 'string'
  return store(call, { alias, name, item_type: type, metadata: mergeMetadata({}, params.metadata) })
}

/** https://docs.stripe.com/api/radar/value_lists */
export const radarValueLists: Resource = {
  routes: [
    route('POST', '/v1/radar/value_lists', createShape, create),
    route(
      'GET',
      '/v1/radar/value_lists',
      { ...listShape, created: range(), alias: text(), contains: text() },
      (call) => {
        withDefaults(call)
        const { alias, contains } = call.params
        const page = listOfTable(call, 'radar.value_list', {
          key: alias ? `alias:${alias}` : undefined,
          where: (l) =>
            (!alias || l.alias === alias) &&
            (!contains || itemsOf(call, l.id).some(({ value }) => value === contains)),
        })
        return { ...page, data: page.data.map((list) => shown(call, list)) }
      },
    ),
    route('GET', '/v1/radar/value_lists/:id', {}, (call) =>
      shown(call, valueList(call, call.path['id'] ?? '')),
    ),
    route('POST', '/v1/radar/value_lists/:id', updateShape, (call) => {
      const before = valueList(call, call.path['id'] ?? '')
      const { params } = call
      if (params.alias && params.alias !== before.alias) {
        if (isDefault(before.alias))
          throw invalidRequest('The alias of a default list cannot be changed.', { param: 'alias' })
        checkAlias(call, params.alias)
      }
      const updated = call.account.put('radar.value_list', {
        ...before,
        ...given(params, 'alias', 'name'),
        metadata: mergeMetadata(before.metadata, params.metadata),
      })
      return shown(call, updated)
    }),
    route('DELETE', '/v1/radar/value_lists/:id', {}, (call) => {
      const { account } = call
      const before = valueList(call, call.path['id'] ?? '')
      if (isDefault(before.alias))
        throw invalidRequest('This value list cannot be deleted because rules refer to it.', {})
      for (const { id } of itemsOf(call, before.id)) account.remove('radar.value_list_item', id)
      account.remove('radar.value_list', before.id)
      return {
        id: before.id,
        object: 'radar.value_list',
        deleted: true,
      } satisfies Stripe.Radar.DeletedValueList
    }),
  ],
}
