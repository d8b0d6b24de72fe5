import { z } from 'zod'
import { money, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { at } from '../../store/mirror/stripe-object.ts'
import { normalise, partQuery } from '../../store/mirror/search-text.ts'
import type { Reader } from '../../store/reader.ts'
import type { RefundablePayment } from '../../bulk-refunds/payments.ts'

interface ChargeRow {
  readonly id: string
  readonly amount_captured: number | null
  readonly amount_refunded: number | null
  readonly currency: string | null
  readonly status: string | null
  readonly captured: number | null
  readonly takenBack: number
}

const CHARGE = `SELECT c.id, c.amount_captured, c.amount_refunded, c.currency, c.status, c.captured,
    EXISTS (SELECT 1 FROM dispute d WHERE d.charge = c.id AND d.status IN ('needs_response', 'under_review', 'lost'))
      AS takenBack
  FROM charge c WHERE c.id = ?`
/** Payments whose text has an order id somewhere; their metadata decides. */
const MOST_CANDIDATES = 50

function refundable(reader: Reader, charge: string | null): readonly RefundablePayment[] {
  if (charge === null) return []
  const row = reader.get<ChargeRow>(CHARGE, [charge])
  if (row === undefined) return []
  const currency = row.currency ?? UNKNOWN_CURRENCY
  return [
    {
      charge: row.id,
      captured: money(row.amount_captured ?? 0, currency),
      refunded: money(row.amount_refunded ?? 0, currency),
      isCaptured: row.status === 'succeeded' && row.captured === 1,
      isDisputed: row.takenBack === 1,
    },
  ]
}

function metadataValues(
  reader: Reader,
  table: 'charge' | 'payment_intent',
  id: string | null,
): readonly string[] {
  if (id === null) return []
  const place = reader.get<{ block: number; slot: number }>(`SELECT block, slot FROM ${table} WHERE id = ?`, [
    id,
  ])
  if (place === undefined) return []
  const json: unknown = JSON.parse(reader.blocks.read(place))
  const metadata = z.record(z.string(), z.string()).safeParse(at(json, 'metadata'))
  return metadata.success ? Object.values(metadata.data) : []
}

/** Payments with this very value in the metadata of their charge or PaymentIntent. */
function byOrder(reader: Reader, order: string): readonly RefundablePayment[] {
  if (Array.from(order).length < 3) return []
  const rows = reader.all<{ id: string; charge: string | null }>(
    `SELECT id, charge FROM payment WHERE n IN
       (SELECT rowid FROM payment_text WHERE payment_text MATCH ? ORDER BY rowid DESC LIMIT ${MOST_CANDIDATES})`,
    [partQuery(normalise(order))],
  )
  return rows
    .filter(({ id, charge }) =>
      [...metadataValues(reader, 'payment_intent', id), ...metadataValues(reader, 'charge', charge)].includes(
        order,
      ),
    )
    .flatMap(({ charge }) => refundable(reader, charge))
}

function find(reader: Reader, target: string): readonly RefundablePayment[] {
  const known = reader.get<{ charge: string | null }>('SELECT charge FROM payment WHERE id = ?', [target])
  if (known !== undefined) return refundable(reader, known.charge)
  const charge = refundable(reader, target)
  return charge.length > 0 ? charge : byOrder(reader, target)
}

/** Pairs, because only plain data crosses threads. */
function findPayments(
  reader: Reader,
  { targets }: { readonly targets: readonly string[] },
): readonly (readonly [string, readonly RefundablePayment[]])[] {
  return targets
    .map((target) => [target, find(reader, target)] as const)
    .filter(([, found]) => found.length > 0)
}

export const bulkRefundQueries = { 'bulkRefunds.findPayments': findPayments }
