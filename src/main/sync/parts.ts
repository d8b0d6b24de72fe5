import {
  at,
  isJson,
  parseStripeObject,
  reference,
  type StripeObject,
  text,
} from '../store/mirror/stripe-object.ts'
import { tableName } from '../store/mirror/table.ts'
import type { AccountMirror } from './account-mirror.ts'
import type { ObjectReference } from './fetch-objects.ts'
import { resourceOf, resources } from './resources/all.ts'
import type { Parts } from './resources/resource.ts'

function partsOf(object: StripeObject): readonly Parts[] {
  return resourceOf(object.object)?.parts ?? []
}

/** The objects, each followed by its parts; a list of parts too long to come whole is read to its end. */
export async function withParts(
  mirror: Pick<AccountMirror, 'api'>,
  objects: readonly StripeObject[],
): Promise<readonly StripeObject[]> {
  if (!objects.some((object) => partsOf(object).length > 0)) return objects
  const whole: StripeObject[] = []
  for (const object of objects) {
    whole.push(object)
    for (const { field } of partsOf(object)) whole.push(...(await readParts(mirror, object, field)))
  }
  return whole
}

async function readParts(
  { api }: Pick<AccountMirror, 'api'>,
  object: StripeObject,
  field: string,
): Promise<readonly StripeObject[]> {
  const list = object[field]
  if (!isJson(list) || !Array.isArray(list['data'])) return []
  const parts = list['data'].map(parseStripeObject).filter((part) => part !== null)
  let more = list['has_more'] === true
  const path = text(list, 'url') ?? `${resourceOf(object.object)?.path}/${object.id}/${field}`
  while (more) {
    const page = await api.list(path, { starting_after: parts.at(-1)?.id })
    parts.push(...page.objects)
    more = page.hasMore && page.objects.length > 0
  }
  return parts
}

/** Inside a commit: marks the parts that an object, just written, no longer has. */
export function removeLostParts(
  mirror: AccountMirror,
  objects: readonly StripeObject[],
  asked: number,
): void {
  const present = new Set(objects.map(({ id }) => id))
  for (const object of objects) {
    if (partsOf(object).length === 0 || !mirror.order.mayWrite(object.id, asked)) continue
    for (const { field, link, types } of partsOf(object)) {
      if (at(object, `${field}.data`) === undefined) continue
      for (const type of types) {
        const held = mirror.db
          .prepare<[string], { id: string }>(
            `SELECT id FROM ${tableName(type)} WHERE ${link} = ? AND deleted = 0`,
          )
          .all(object.id)
        for (const { id } of held) if (!present.has(id)) mirror.writer.markDeleted(type, id)
      }
    }
  }
}

/** Whose part an object is, so that its change is read with the whole; null for any other object. */
export function wholeOf(part: StripeObject): ObjectReference | null {
  for (const { type, parts } of resources) {
    const found = parts?.find(({ types }) => types.includes(part.object))
    const id = found === undefined ? null : reference(part, found.link)
    if (id !== null) return { type, id, since: null }
  }
  return null
}
