import { parseStripeObject, at } from '../store/mirror/stripe-object.ts'
import type { ArchivedEvent } from '../store/archive/events.ts'
import { type AccountMirror, putAnswer } from './account-mirror.ts'
import { type FetchedObjects, fetchObjects, type ObjectReference } from './fetch-objects.ts'
import { OVERLAP } from './tail.ts'
import { readMark, writeMark } from './mirror-state.ts'
import { partListsOf, removeLostParts, wholeOf } from './parts.ts'
import { retrievePath } from './resources/retrieve.ts'

const BATCH = 500

export interface Applied {
  readonly events: number
  readonly balanceChanged: boolean
}

/**
 * Brings every object that archived events name to the state the API holds, once for each object however many events
 * name it, and moves the mark in the same transaction. Does the same for any order and any repetition of events.
 */
export async function applyEvents(mirror: AccountMirror): Promise<Applied> {
  let events = 0
  let balanceChanged = false
  while (!mirror.signal.aborted) {
    const applied = readMark(mirror.db, 'applied') ?? 0
    const batch = mirror.archive.after(applied, BATCH)
    const last = batch.at(-1)
    if (last === undefined) break
    const baseline = (readMark(mirror.db, 'baseline') ?? 0) - OVERLAP
    const concerning = batch.filter(({ created }) => created >= baseline)
    const shownOnly = batch.filter((event) => event.created < baseline && isShownOnly(event))
    await applyBatch(mirror, concerning, shownOnly, last.n)
    events += concerning.length
    balanceChanged ||= concerning.some(({ objectType }) => objectType === 'balance')
  }
  return { events, balanceChanged }
}

async function applyBatch(
  mirror: AccountMirror,
  events: readonly ArchivedEvent[],
  shownOnly: readonly ArchivedEvent[],
  last: number,
): Promise<void> {
  const references = new Map<string, ObjectReference>()
  const snapshots: ArchivedEvent[] = [...shownOnly]
  for (const event of events) {
    if (event.objectId === null || event.objectType === null) continue
    if (retrievePath(event.objectType, event.objectId) === null) {
      const whole = wholeOfEvent(mirror, event)
      if (whole === null) snapshots.push(event)
      else references.set(whole.id, references.get(whole.id) ?? { ...whole, since: event.created })
    } else {
      const known = references.get(event.objectId)
      const since = Math.min(known?.since ?? event.created, event.created)
      references.set(event.objectId, { type: event.objectType, id: event.objectId, since })
    }
  }
  const fetched = await fetchObjects(mirror, Array.from(references.values()))
  try {
    await mirror.commits.run(() => {
      writeFetched(mirror, fetched)
      for (const event of snapshots) keepSnapshot(mirror, event)
      writeMark(mirror.db, 'applied', last)
    })
  } finally {
    mirror.order.done(fetched.asked)
  }
}

/** Inside a commit. */
export function writeFetched(mirror: AccountMirror, { objects, missing, asked }: FetchedObjects): void {
  putAnswer(mirror, objects, asked)
  removeLostParts(mirror, partListsOf(objects), new Set(objects.map(({ id }) => id)), asked)
  for (const { type, id } of missing) {
    if (mirror.order.mayWrite(id, asked)) mirror.writer.markDeleted(type, id)
  }
}

/** Objects that no list has and no address: an event is all that tells of them, however old it is. */
function isShownOnly({ objectType, objectId }: ArchivedEvent): boolean {
  return objectType !== null && objectId !== null && retrievePath(objectType, objectId) === null
}

/** What has to be read again because of an event about a part of it. */
function wholeOfEvent(mirror: AccountMirror, event: ArchivedEvent): ObjectReference | null {
  const json: unknown = JSON.parse(mirror.archive.json(event.n))
  const part = parseStripeObject(at(json, 'data.object'))
  return part === null ? null : wholeOf(part)
}

/** A type that this version does not read by itself is kept as the newest event showed it. */
function keepSnapshot(mirror: AccountMirror, event: ArchivedEvent): void {
  const json: unknown = JSON.parse(mirror.archive.json(event.n))
  const object = parseStripeObject(at(json, 'data.object'))
  if (object === null || wholeOf(object) !== null) return
  const isNewest = mirror.writer.putLoose(object, { event: event.id, created: event.created })
  if (isNewest && event.type.endsWith('.deleted')) mirror.writer.markDeleted(object.object, object.id)
}
