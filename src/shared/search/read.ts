import { isTextKind, type JsonPath, type SearchField } from './field.ts'
import { foldText } from './text.ts'

/** A Stripe object as JSON. */
export type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueAt(object: JsonObject, path: JsonPath): unknown {
  let value: unknown = object
  for (const key of path) value = isObject(value) ? value[key] : undefined
  return value
}

function numberAt(object: JsonObject, path: JsonPath): number | null {
  const value = valueAt(object, path)
  return typeof value === 'number' ? value : null
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  // An expanded object stands for its id.
  return isObject(value) && typeof value['id'] === 'string' ? value['id'] : null
}

function firstOf<Value>(
  object: JsonObject,
  field: SearchField,
  key: string | null,
  read: (value: unknown) => Value | null,
): Value | null {
  const condition = field.presentWhenPositive
  if (condition !== null && (numberAt(object, condition) ?? 0) <= 0) return null
  for (const path of field.paths) {
    const value = read(valueAt(object, key === null ? path : [...path, key]))
    if (value !== null) return value
  }
  return null
}

/** A text field's value; null when it is missing, null, or neither text nor something with an id. */
export function readText(object: JsonObject, field: SearchField, key: string | null): string | null {
  return firstOf(object, field, key, textOf)
}

/** The value of a number, an amount in minor units or a time in seconds UTC; null when it is not there. */
export function readNumber(object: JsonObject, field: SearchField): number | null {
  return firstOf(object, field, null, (value) => (typeof value === 'number' ? value : null))
}

export function readBoolean(object: JsonObject, field: SearchField): boolean | null {
  return firstOf(object, field, null, (value) => (typeof value === 'boolean' ? value : null))
}

/** The currency of an amount, in lower case as Stripe writes it. */
export function readCurrency(object: JsonObject, field: SearchField): string | null {
  const currency = field.currencyPath === null ? null : valueAt(object, field.currencyPath)
  return typeof currency === 'string' ? currency.toLowerCase() : null
}

/** Whether the field has a value of its kind: the opposite of `field:null`. */
export function isPresent(object: JsonObject, field: SearchField, key: string | null): boolean {
  if (isTextKind(field.kind)) return readText(object, field, key) !== null
  if (field.kind === 'boolean') return readBoolean(object, field) !== null
  return readNumber(object, field) !== null
}

export interface SearchableWords {
  /** Folded; a clue is found in any part of them. */
  readonly texts: readonly string[]
  /** In minor units; a clue must be the whole of one. */
  readonly amounts: readonly SearchableAmount[]
}

export interface SearchableAmount {
  readonly amount: number
  readonly currency: string | null
}

/**
 * What words without a field are looked for in: ids, names, numbers, descriptions and metadata values, and
 * amounts. Known words such as a status are left out, since they would match half of everything.
 */
export function searchableWords(object: JsonObject, fields: readonly SearchField[]): SearchableWords {
  const texts: string[] = []
  const amounts: SearchableAmount[] = []
  for (const field of fields) {
    if (field.kind === 'string' || field.kind === 'token') texts.push(readText(object, field, null) ?? '')
    if (field.kind === 'metadata') texts.push(...metadataValues(object, field))
    if (field.kind === 'money') amounts.push(...amountOf(object, field))
  }
  return { texts: texts.filter((text) => text !== '').map(foldText), amounts }
}

function metadataValues(object: JsonObject, field: SearchField): readonly string[] {
  return field.paths.flatMap((path) => {
    const metadata = valueAt(object, path)
    return isObject(metadata) ? Object.values(metadata).map((value) => textOf(value) ?? '') : []
  })
}

function amountOf(object: JsonObject, field: SearchField): readonly SearchableAmount[] {
  const amount = readNumber(object, field)
  return amount === null ? [] : [{ amount, currency: readCurrency(object, field) }]
}
