import type { SearchRow } from '../../../shared/features/search/contract.ts'
import { toldMoney } from '../../../shared/money.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { OBJECT_OF } from '../../store/mirror/search-objects.ts'
import { integer, type Json, reference, text } from '../../store/mirror/stripe-object.ts'
import { hasWords, tableName } from '../../store/mirror/table.ts'
import type { Reader } from '../../store/reader.ts'
import { tables } from '../../sync/resources/all.ts'

/** What a result tells of an object: SQL over the columns of its table, `t`. */
interface Told {
  readonly title: string
  readonly who: string
  /** `NULL` where objects of the type have none. */
  readonly status: string
  /** `sometimes`: an amount that is missing is none; otherwise it is one that is not known. */
  readonly amount: 'always' | 'sometimes' | 'never'
}

const customer = `coalesce((SELECT coalesce(name, email) FROM customer WHERE id = t.customer), t.customer)`
const payer = (payment: string): string =>
  `(SELECT coalesce(customer_name, customer_email, customer) FROM payment WHERE id = ${payment})`
const PAYER = payer('coalesce(t.payment_intent, t.charge)')

function told(title: string, who: string, amount: Told['amount'], status = 't.status'): Told {
  return { title, who, amount, status }
}

export type MirroredType = Exclude<SearchableType, 'events'>

const TOLD: Readonly<Record<MirroredType, Told>> = {
  payment_intents: told('t.description', payer('t.id'), 'always'),
  charges: told('t.description', 'coalesce(t.name, t.email, t.customer)', 'always'),
  customers: told('coalesce(t.name, t.email, t.description)', 'coalesce(t.email, t.phone)', 'never', 'NULL'),
  refunds: told('coalesce(t.reason, t.charge, t.payment_intent)', PAYER, 'always'),
  disputes: told('coalesce(t.reason, t.charge)', PAYER, 'always'),
  payouts: told('coalesce(t.description, t.statement_descriptor, t.destination)', 'NULL', 'always'),
  transfers: told('coalesce(t.description, t.transfer_group, t.destination)', 't.destination', 'always'),
  invoices: told(
    'coalesce(t.number, t.description)',
    'coalesce(t.customer_name, t.customer_email, t.customer)',
    'sometimes',
  ),
  subscriptions: told('t.description', customer, 'never'),
  balance_transactions: told('coalesce(t.description, t.type, t.source)', 't.source', 'always'),
  application_fees: told('coalesce(t.originating_transaction, t.charge)', 't.account', 'always', 'NULL'),
  topups: told('coalesce(t.description, t.statement_descriptor)', 'NULL', 'always'),
  checkout_sessions: told(
    'coalesce(t.client_reference_id, t.mode)',
    'coalesce(t.name, t.email, t.customer)',
    'sometimes',
  ),
  setup_intents: told('t.description', customer, 'never'),
  payment_methods: told(
    'coalesce(t.last4, t.type)',
    'coalesce(t.name, t.email, t.customer)',
    'never',
    't.type',
  ),
  accounts: told(
    'coalesce(t.name, t.display_name, t.email)',
    'coalesce(t.email, t.country)',
    'never',
    'NULL',
  ),
  products: told('t.name', 'NULL', 'never', 'NULL'),
  prices: told('coalesce(t.nickname, t.lookup_key, t.product)', 'NULL', 'sometimes', 'NULL'),
}

const withWords = new Set(tables.filter(hasWords).map(({ type }) => type))

/** A row found with the words its object is found by: normalised, and none for types without any of their own. */
export interface FoundRow {
  readonly n: number
  readonly row: SearchRow
  readonly words: string
}

interface Stored {
  readonly n: number
  readonly id: string
  readonly created: number
  readonly title: string | null
  readonly who: string | null
  readonly status: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly words: string
}

/** The rows of these keys, in their order, without a look at any JSON. */
export function foundRows(reader: Reader, type: MirroredType, keys: readonly number[]): readonly FoundRow[] {
  const { title, who, status, amount } = TOLD[type]
  const object = OBJECT_OF[type]
  const money = amount === 'never' ? 'NULL AS amount, NULL AS currency' : 't.amount, t.currency'
  const stored = reader.all<Stored>(
    `SELECT t.n, t.id, t.created, ${title} AS title, ${who} AS who, ${status} AS status, ${money},
       ${withWords.has(object) ? 't.search' : "''"} AS words
     FROM json_each(?) k CROSS JOIN ${tableName(object)} t ON t.n = k.value ORDER BY k.key`,
    [JSON.stringify(keys)],
  )
  return stored.map((found) => ({
    n: found.n,
    row: {
      type,
      id: found.id,
      title: found.title,
      amount: moneyOf(amount, found),
      status: found.status,
      created: Math.max(0, found.created),
      who: found.who,
    },
    words: found.words,
  }))
}

function moneyOf(isThere: Told['amount'], { amount, currency }: Stored): SearchRow['amount'] {
  const isNone = isThere === 'never' || (isThere === 'sometimes' && amount === null)
  return isNone ? null : toldMoney(amount, currency)
}

/** An event lies in the archive as JSON alone. */
export function eventRow(event: Json): SearchRow {
  return {
    type: 'events',
    id: text(event, 'id') ?? '',
    title: text(event, 'type'),
    amount: null,
    status: text(event, 'data.object.object'),
    created: Math.max(0, integer(event, 'created') ?? 0),
    who: reference(event, 'data.object.id'),
  }
}
