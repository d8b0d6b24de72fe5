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
import type { ApiReader } from './api-reader.ts'
import type { ObjectReference } from './fetch-objects.ts'
import { resourceOf, resources } from './resources/all.ts'
import type { Parts } from './resources/resource.ts'

function partsOf(object: StripeObject): readonly Parts[] {
  return resourceOf(object.object)?.parts ?? []
}

/** The objects, each followed by its parts; a list of parts too long to come whole is read to its end. */
export async function withParts(
  mirror: { readonly api: Pick<ApiReader, 'list'> },
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
  { api }: { readonly api: Pick<ApiReader, 'list'> },
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

/** A list of parts that came with an object and so says which there are. */
export interface PartList {
  readonly owner: string
  readonly type: string
  readonly field: string
}

export function partListsOf(objects: readonly StripeObject[]): readonly PartList[] {
  return objects.flatMap((object) =>
    partsOf(object)
      .filter(({ field }) => at(object, `${field}.data`) !== undefined)
      .map(({ field }) => ({ owner: object.id, type: object.object, field })),
  )
}

/** Inside a commit: marks the parts that an object, just written, no longer has; `present` are the ids written with it. */
export function removeLostParts(
  mirror: AccountMirror,
  lists: readonly PartList[],
  present: ReadonlySet<string>,
  asked: number,
): void {
  for (const { owner, type: whole, field } of lists) {
    const parts = resourceOf(whole)?.parts?.find((one) => one.field === field)
    if (parts === undefined || !mirror.order.mayWrite(owner, asked)) continue
    for (const type of parts.types) {
      const held = mirror.db
        .prepare<[string], { id: string }>(
          `SELECT id FROM ${tableName(type)} WHERE ${parts.link} = ? AND deleted = 0`,
        )
        .all(owner)
      for (const { id } of held) if (!present.has(id)) mirror.writer.markDeleted(type, id)
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
