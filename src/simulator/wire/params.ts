import { invalidParam } from './errors.ts'
import type { Raw, RawFile, RawHash } from './form.ts'

/** Reads one raw value; `at` is the parameter's name as Stripe prints it, e.g. `shipping[address][city]`. */
export interface Reader<T> {
  readonly read: (raw: Raw, at: string) => T
  readonly required: boolean
}

export type Shape = Readonly<Record<string, Reader<unknown>>>
type RequiredKeys<S extends Shape> = {
  [K in keyof S]: S[K] extends { readonly required: true } ? K : never
}[keyof S]
type ValueOf<R> = R extends Reader<infer T> ? T : never

/** What a shape reads: required parameters as they are, others maybe absent; `null` means "unset" (an empty string was sent). */
export type Read<S extends Shape> = { readonly [K in RequiredKeys<S>]: NonNullable<ValueOf<S[K]>> } & {
  readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]>
}

const reader = <T>(read: (raw: Raw, at: string) => T): Reader<T> & { readonly required: false } => ({
  read,
  required: false,
})

export const isHash = (raw: Raw | undefined): raw is RawHash =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !isFile(raw)
export const isFile = (raw: Raw | undefined): raw is RawFile =>
  typeof raw === 'object' && raw !== null && 'bytes' in raw && raw.bytes instanceof Uint8Array
const isList = (raw: Raw): raw is readonly Raw[] => Array.isArray(raw)

/** Text; an empty string reads as null, meaning "unset". */
export const text = (
  options: { readonly max?: number } = {},
): Reader<string | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (typeof raw !== 'string') throw invalidParam(`Invalid string: ${JSON.stringify(raw)}`, at)
    if (options.max !== undefined && Array.from(raw).length > options.max)
      throw invalidParam(
        `Invalid string: ${raw.slice(0, 8)}...${raw.slice(-4)}; must be at most ${options.max} characters`,
        at,
        'parameter_invalid_string_length',
      )
    return raw === '' ? null : raw
  })

/** An e-mail address, as far as its form can tell. */
export const email = ({ max = 512 } = {}): Reader<string | null> & { readonly required: false } =>
  reader((raw, at) => {
    const address = text({ max }).read(raw, at)
    if (address === null || /^[^\s@]+@[^\s@]+$/.test(address)) return address
    throw invalidParam(`Invalid email address: ${address}`, at, 'email_invalid')
  })

/** A whole number, in minor units where it is money. */
export const integer = (
  options: { readonly min?: number } = {},
): Reader<number | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    const value = typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : undefined
    if (value === undefined)
      throw invalidParam(
        `Invalid integer: ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`,
        at,
        'parameter_invalid_integer',
      )
    if (options.min !== undefined && value < options.min)
      throw invalidParam(
        options.min === 1
          ? 'Invalid positive integer'
          : `This value must be greater than or equal to ${options.min}.`,
        at,
        'parameter_invalid_integer',
      )
    return value
  })

export const boolean = (): Reader<boolean | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    const word = typeof raw === 'string' ? raw.toLowerCase() : ''
    if (word === 'true' || word === '1') return true
    if (word === 'false' || word === '0') return false
    throw invalidParam(`Invalid boolean: ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`, at)
  })

/** One of the listed words. */
export const oneOf = <const W extends string>(
  ...words: readonly W[]
): Reader<W | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    const found = words.find((word) => word === raw)
    if (found !== undefined) return found
    const listed =
      words.length < 2
        ? words.join('')
        : `${words.slice(0, -1).join(', ')}${words.length > 2 ? ',' : ''} or ${words.at(-1)}`
    throw invalidParam(`Invalid ${at}: must be one of ${listed}`, at)
  })

export const listOf = <T>(
  item: Reader<T>,
): Reader<readonly NonNullable<T>[] | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    if (!isList(raw)) throw invalidParam('Invalid array', at)
    return raw.flatMap((one, i) => item.read(one, `${at}[${i}]`) ?? [])
  })

export const hash = <S extends Shape>(shape: S): Reader<Read<S> | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    if (!isHash(raw)) throw invalidParam('Invalid object', at)
    return readParams(shape, raw, at)
  })

/** A hash that is accepted as it comes, for parts of the API that the simulator keeps but does not act on. */
export const anything = (): Reader<Raw | null> & { readonly required: false } =>
  reader((raw) => (raw === '' ? null : raw))

const withinLimit = <M extends Readonly<Record<string, string>>>(whole: M): M => {
  if (Object.keys(whole).length > 50)
    throw invalidParam('You can only have up to 50 metadata keys.', 'metadata')
  return whole
}

/** Metadata as sent: text to set, empty text to remove; null to clear all. Limits of https://docs.stripe.com/api/metadata */
export const metadata = (): Reader<Readonly<Record<string, string>> | null> & { readonly required: false } =>
  reader((raw, at) => {
    if (raw === '') return null
    if (!isHash(raw)) throw invalidParam('Invalid object', at)
    const out: Record<string, string> = {}
    for (const [key, value] of Object.entries(raw)) {
      if (typeof value !== 'string') throw invalidParam('Metadata values must be strings', `${at}[${key}]`)
      if (/[[\]]/.test(key))
        throw invalidParam(`Metadata keys cannot contain square brackets. Invalid key: ${key}`, at)
      if (Array.from(key).length > 40)
        throw invalidParam(
          `Metadata keys can have up to 40 characters, but you passed in a key that is ${Array.from(key).length} characters. Invalid key: ${key}`,
          at,
        )
      if (Array.from(value).length > 500)
        throw invalidParam(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${Array.from(value).length} characters. Invalid value: ${value}`,
          `${at}[${key}]`,
        )
      out[key] = value
    }
    return withinLimit(out)
  })

/** A time filter: an instant or a range, seconds UTC. */
export interface Range {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
}
export const range = (): Reader<Range | null> & { readonly required: false } => {
  const bounds = { gt: integer(), gte: integer(), lt: integer(), lte: integer() }
  return reader((raw, at) => {
    if (raw === '') return null
    if (!isHash(raw)) {
      const instant = integer().read(raw, at)
      return instant === null ? null : { gte: instant, lte: instant }
    }
    const read = readParams(bounds, raw, at)
    return Object.fromEntries(Object.entries(read).filter(([, v]) => typeof v === 'number'))
  })
}

export const required = <T>(
  inner: Reader<T>,
): { readonly read: Reader<T>['read']; readonly required: true } => ({
  read: (raw, at) => {
    if (raw === '')
      throw invalidParam(
        `You passed an empty string for '${at}'. We assume empty values are an attempt to unset a parameter; however '${at}' cannot be unset. You should remove '${at}' from your request or supply a non-empty value.`,
        at,
        'parameter_invalid_empty',
      )
    return inner.read(raw, at)
  },
  required: true,
})

/** The name of a parameter inside a hash, e.g. `lines[0][pricing][price]`; `at` is empty at the top. */
export const within = (at: string, name: string): string =>
  at === '' ? name : `${at}[${name.replace(/^[^[]+/, '$&]')}`

/** Reads a hash by its shape. Unknown parameters come first, then missing ones, then wrong values, as Stripe answers. */
export function readParams<S extends Shape>(shape: S, raw: RawHash, at = ''): Read<S> {
  const name = (key: string) => (at === '' ? key : `${at}[${key}]`)
  const unknown = Object.keys(raw)
    .filter((key) => !Object.hasOwn(shape, key))
    .map(name)
  if (unknown.length > 0)
    throw invalidParam(
      `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`,
      unknown[0] ?? '',
      'parameter_unknown',
    )
  const out: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(shape)) {
    const value = raw[key]
    if (value !== undefined) out[key] = field.read(value, name(key))
    else if (field.required)
      throw invalidParam(`Missing required param: ${name(key)}.`, name(key), 'parameter_missing')
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every key has the type its reader has; the mapped type cannot be built key by key
  return out as Read<S>
}

/** Applies a metadata parameter to what is stored. Throws if the whole has too many keys. */
export function mergeMetadata(
  stored: Readonly<Record<string, string>>,
  sent: Readonly<Record<string, string>> | null | undefined,
): Record<string, string> {
  if (sent === undefined) return { ...stored }
  if (sent === null) return {}
  return withinLimit(
    Object.fromEntries(Object.entries({ ...stored, ...sent }).filter(([, value]) => value !== '')),
  )
}

export const addressShape = {
  city: text(),
  country: text(),
  line1: text(),
  line2: text(),
  postal_code: text(),
  state: text(),
} as const
