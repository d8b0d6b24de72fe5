/** Any JSON value of an object, by name. */
export type Json = Readonly<Record<string, unknown>>

/** What every stored object must have; all else is kept as it came. */
export interface StripeObject extends Json {
  readonly id: string
  readonly object: string
}

const LONGEST_ID = 255

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStripeObject(value: unknown): value is StripeObject {
  if (!isJson(value)) return false
  const { id, object } = value
  return (
    typeof id === 'string' &&
    id !== '' &&
    id.length <= LONGEST_ID &&
    typeof object === 'string' &&
    object !== ''
  )
}

/**
 * The object as it is, or null for what has no id or type of its own. By hand: every object that is read comes by. An id
 * with half a surrogate pair, which neither an address nor SQLite can hold, has U+FFFD in its place.
 */
export function parseStripeObject(value: unknown): StripeObject | null {
  if (!isStripeObject(value)) return null
  return value.id.isWellFormed() ? value : { ...value, id: value.id.toWellFormed() }
}

/** Whether the API can be asked for an object by this id. */
export function isAskable(id: string): boolean {
  return !id.includes('\uFFFD')
}

/** The value at a dotted path, undefined where any step is missing. */
export function at(value: unknown, path: string): unknown {
  if (!path.includes('.')) return isJson(value) ? value[path] : undefined
  let here: unknown = value
  for (const step of path.split('.')) {
    if (!isJson(here)) return undefined
    here = here[step]
  }
  return here
}

export function text(value: unknown, path: string): string | null {
  const found = at(value, path)
  return typeof found === 'string' && found !== '' ? found : null
}

export function integer(value: unknown, path: string): number | null {
  const found = at(value, path)
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : null
}

export function number(value: unknown, path: string): number | null {
  const found = at(value, path)
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** SQLite has no booleans. */
export function flag(value: unknown, path: string): 0 | 1 | null {
  const found = at(value, path)
  return typeof found === 'boolean' ? (found ? 1 : 0) : null
}

/** The id of a field that may be an id or the expanded object. */
export function reference(value: unknown, path: string): string | null {
  return text(value, path) ?? text(value, `${path}.id`)
}

/** Metadata values, one a line, in the order of their keys. */
export function metadataText(value: unknown): string | null {
  const metadata = at(value, 'metadata')
  if (!isJson(metadata)) return null
  const values = Object.keys(metadata)
    .toSorted()
    .map((key) => metadata[key])
    .filter((entry) => typeof entry === 'string' && entry !== '')
  return values.length === 0 ? null : values.join('\n')
}
