import { at, isAskable, reference, type StripeObject, text } from '../store/mirror/stripe-object.ts'
import { tableName } from '../store/mirror/table.ts'
import type { AccountMirror } from './account-mirror.ts'
import { type ApiReader, isUnreadable } from './api-reader.ts'
import type { ObjectReference } from './fetch-objects.ts'
import { parseAs } from './list-page.ts'
import { resourceOf, resources } from './resources/all.ts'
import type { Parts } from './resources/resource.ts'

function partsOf(object: StripeObject): readonly Parts[] {
  return resourceOf(object.object)?.parts ?? []
}

/** The objects, each followed by its parts; a list of parts too long to come whole is read to its end, where that may be read. */
export async function withParts(
  mirror: { readonly api: Pick<ApiReader, 'list'> },
  objects: readonly StripeObject[],
): Promise<readonly StripeObject[]> {
  if (!objects.some((object) => partsOf(object).length > 0)) return objects
  const whole: StripeObject[] = []
  for (const object of objects) {
    whole.push(object)
    for (const parts of partsOf(object)) whole.push(...(await readParts(mirror, object, parts)))
  }
  return whole
}

/** Those that came with the object. */
function partsWithin(object: StripeObject, { field, types }: Parts): readonly StripeObject[] {
  const data = at(object, `${field}.data`)
  if (!Array.isArray(data)) return []
  const type = types.length === 1 ? (types[0] ?? null) : null
  return data.map((part) => parseAs(part, type)).filter((part) => part !== null)
}

async function readParts(
  { api }: { readonly api: Pick<ApiReader, 'list'> },
  object: StripeObject,
  list: Parts,
): Promise<readonly StripeObject[]> {
  const { field } = list
  const parts = partsWithin(object, list)
  if (at(object, `${field}.has_more`) !== true) return parts
  if (!isAskable(object.id)) return parts
  const path = text(object, `${field}.url`) ?? `${resourceOf(object.object)?.path}/${object.id}/${field}`
  try {
    return [...parts, ...(await readRest(api, path, parts.findLast(({ id }) => isAskable(id))?.id))]
  } catch (error) {
    if (isUnreadable(error)) return parts
    throw error
  }
}

async function readRest(
  api: Pick<ApiReader, 'list'>,
  path: string,
  from: string | undefined,
): Promise<readonly StripeObject[]> {
  const rest: StripeObject[] = []
  let after = from
  while (true) {
    const page = await api.list(path, { starting_after: after })
    rest.push(...page.objects)
    after = page.last?.id
    if (!page.hasMore || after === undefined) return rest
  }
}

/** A list of parts that came with an object and so says which there are. */
export interface PartList {
  readonly owner: string
  readonly type: string
  readonly field: string
}

/** Of objects each followed by its parts, as `withParts` gives them: a list whose rest could not be read says nothing. */
export function partListsOf(objects: readonly StripeObject[]): readonly PartList[] {
  return objects.flatMap((object, place) =>
    partsOf(object)
      .filter((parts) => isWhole(object, parts, objects, place))
      .map(({ field }) => ({ owner: object.id, type: object.object, field })),
  )
}

function isWhole(
  object: StripeObject,
  parts: Parts,
  objects: readonly StripeObject[],
  place: number,
): boolean {
  if (!Array.isArray(at(object, `${parts.field}.data`))) return false
  if (at(object, `${parts.field}.has_more`) !== true) return true
  const further = objects[place + 1 + partsWithin(object, parts).length]
  return further !== undefined && parts.types.includes(further.object)
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
