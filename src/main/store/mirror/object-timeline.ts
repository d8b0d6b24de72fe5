import type { TimelineEntry } from '../../../shared/features/payments/contract.ts'
import type { Reader } from '../reader.ts'
import { moneyAt } from './money-at.ts'
import { at, integer, text } from './stripe-object.ts'

const MOST_EVENTS = 200

/** What the archive tells of some objects, in time order; with their creation where no event tells of it. */
export function objectTimeline(
  reader: Reader,
  ids: readonly string[],
  origin: { readonly type: string; readonly json: unknown },
): readonly TimelineEntry[] {
  const entries = reader.events.of(ids, MOST_EVENTS).map((event): TimelineEntry => {
    const object = at(JSON.parse(reader.events.json(event.n)), 'data.object')
    return {
      at: event.created,
      type: event.type,
      event: event.id,
      object: event.objectId,
      amount: moneyAt(object, 'amount'),
      detail: text(object, 'status'),
    }
  })
  const created = integer(origin.json, 'created')
  if (created !== null && !entries.some(({ type }) => type === origin.type)) {
    const object = text(origin.json, 'id')
    entries.push({
      at: created,
      type: origin.type,
      event: null,
      object,
      amount: moneyAt(origin.json, 'amount'),
      detail: null,
    })
  }
  return entries.toSorted((a, b) => a.at - b.at)
}

/** The metadata of an object; values that are no text are left out. */
export function metadataOf(json: unknown): Record<string, string> {
  const metadata = at(json, 'metadata')
  if (typeof metadata !== 'object' || metadata === null) return {}
  return Object.fromEntries(
    Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
