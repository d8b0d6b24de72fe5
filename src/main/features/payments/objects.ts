import type { Reader } from '../../store/reader.ts'
import { type Json, parseStripeObject } from '../../store/mirror/stripe-object.ts'

/** The tables that a payment's parts lie in. */
type PartTable = 'payment_intent' | 'charge' | 'refund' | 'dispute' | 'balance_transaction' | 'customer'

export interface RawObject {
  readonly object: string
  readonly id: string
  readonly json: string
}

/** An object as Stripe sent it; undefined where the mirror does not hold it. */
export function readObject(
  reader: Reader,
  table: PartTable,
  id: string | null,
): { readonly raw: RawObject; readonly json: Json; readonly deleted: boolean } | undefined {
  if (id === null) return undefined
  const place = reader.get<{ block: number; slot: number; deleted: number }>(
    `SELECT block, slot, deleted FROM ${table} WHERE id = ?`,
    [id],
  )
  if (place === undefined) return undefined
  const text = reader.blocks.read(place)
  const parsed: unknown = JSON.parse(text)
  const json = parseStripeObject(parsed)
  if (json === null) return undefined
  const raw = { object: json.object, id: json.id, json: JSON.stringify(parsed, null, 2) }
  return { raw, json, deleted: place.deleted === 1 }
}
