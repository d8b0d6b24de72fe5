import { CounterfoilError } from '../../../shared/errors.ts'
import {
  type TransferDetail,
  type TransferFilter,
  type TransferReversalRow,
  type TransferRow,
  transferRowSchema,
} from '../../../shared/features/transfers/contract.ts'
import type { ListSummary } from '../../../shared/list.ts'
import { toldMoney, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import type { Condition } from '../../store/mirror/condition.ts'
import type { ListQuery } from '../../store/mirror/listing.ts'
import {
  type Fresh,
  type ObjectTable,
  filterConditions,
  objectKeys,
  objectSummary,
  readStored,
} from '../../store/mirror/object-list.ts'
import { metadataOf, objectTimeline } from '../../store/mirror/object-timeline.ts'
import { at, integer, reference, text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'

const statusSchema = transferRowSchema.unwrap().shape.status
const TRANSFER: ObjectTable = {
  table: 'transfer',
  statuses: statusSchema.options,
  ids: ['id', 'destination', 'destination_payment', 'source_transaction', 'balance_transaction'],
  searched: `coalesce(search, '')`,
  alsoSearched: 'destination IN (SELECT id FROM account WHERE instr(search, ?) > 0)',
}

type Column = 'created' | 'amount'
const ORDERS: Readonly<Record<Column, ListQuery['order']>> = {
  created: { index: 'transfer_n_status', columns: ['n'] },
  amount: { index: 'transfer_amount_n', columns: ['amount', 'n'] },
}

interface StoredTransfer {
  readonly id: string
  readonly amount: number | null
  readonly amount_reversed: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly created: number
  readonly destination: string | null
  readonly destination_name: string | null
  readonly source_transaction: string | null
  readonly transfer_group: string | null
  readonly description: string | null
  readonly operation: string | null
}

function present(row: StoredTransfer): TransferRow {
  return {
    id: row.id,
    amount: toldMoney(row.amount, row.currency),
    amountReversed: { amount: row.amount_reversed ?? 0, currency: row.currency ?? UNKNOWN_CURRENCY },
    status: statusSchema.safeParse(row.status).data ?? 'paid',
    created: row.created,
    destination: row.destination,
    destinationName: row.destination_name,
    sourceTransaction: row.source_transaction,
    transferGroup: row.transfer_group,
    description: row.description,
    operation: row.operation,
  }
}

const read = (reader: Reader, n: number): readonly TransferRow[] =>
  reader
    .all<StoredTransfer>(
      `SELECT transfer.*, coalesce(account.name, account.email) AS destination_name
       FROM transfer LEFT JOIN account ON account.id = transfer.destination WHERE transfer.n = ?`,
      [n],
    )
    .map(present)

function conditions(filter: TransferFilter): readonly Condition[] {
  const { destination } = filter
  return [
    ...filterConditions(TRANSFER, filter),
    ...(destination === undefined ? [] : [{ sql: 'destination = ?', params: [destination] }]),
  ]
}

export interface TransferListInput {
  readonly filter: TransferFilter
  readonly sort: { readonly column: Column; readonly direction: 'asc' | 'desc' }
  readonly offset: number
  readonly limit: number
}

function list(reader: Reader, { filter, sort, offset, limit }: TransferListInput): Fresh<TransferRow> {
  const keys = objectKeys(reader, TRANSFER, {
    order: ORDERS[sort.column],
    direction: sort.direction,
    conditions: conditions(filter),
    offset,
    limit,
  })
  return { rows: keys.flatMap((n) => read(reader, n)), freshness: reader.freshness() }
}

function summary(reader: Reader, { filter }: { readonly filter: TransferFilter }): ListSummary {
  return objectSummary(reader, TRANSFER, conditions(filter))
}

/** The reversals that the transfer itself lists, newest first; Stripe includes the last ten. */
function reversals(json: unknown, currency: string): readonly TransferReversalRow[] {
  const data = at(json, 'reversals.data')
  if (!Array.isArray(data)) return []
  return data.flatMap((each: unknown) => {
    const id = text(each, 'id')
    const created = integer(each, 'created')
    if (id === null || created === null) return []
    return [
      {
        id,
        amount: toldMoney(integer(each, 'amount'), currency),
        created,
        sourceRefund: reference(each, 'source_refund'),
        operation: metadataOf(each)['counterfoil_operation'] ?? null,
      },
    ]
  })
}

function get(reader: Reader, { id }: { readonly id: string }): TransferDetail {
  const stored = readStored(reader, 'transfer', id)
  const transfer = stored === null ? undefined : read(reader, stored.n)[0]
  if (stored === null || transfer === undefined) {
    throw new CounterfoilError('object_not_found', `The mirror does not hold transfer ${id}`)
  }
  const { json, raw } = stored
  return {
    transfer,
    destinationPayment: reference(json, 'destination_payment'),
    balanceTransaction: reference(json, 'balance_transaction'),
    sourceType: text(json, 'source_type'),
    metadata: metadataOf(json),
    reversals: reversals(json, transfer.amount.currency),
    timeline: objectTimeline(reader, [id], { type: 'transfer.created', json }),
    raw,
    freshness: reader.freshness(),
  }
}

export const transfersQueries = {
  'transfers.list': list,
  'transfers.summary': summary,
  'transfers.get': get,
}
