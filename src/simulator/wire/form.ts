/** What a form or query holds before a schema reads it: text leaves in nested hashes and arrays. */
export type Raw = string | RawFile | readonly Raw[] | RawHash
export interface RawHash {
  readonly [key: string]: Raw
}
export interface RawFile {
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

type Hash = { [key: string]: Raw | Hash }

/** Undoes percent encoding; text that is not well encoded is taken as it stands. */
export const decodePercent = (text: string): string => {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const decode = (text: string): string => decodePercent(text.replaceAll('+', ' '))

/** Decodes `a=1&b[]=2&c[0][d]=3&e[f]=` as Stripe does. Hashes whose keys are all array indexes become arrays. */
export function decodeForm(text: string): RawHash {
  const pairs: [string, string][] = []
  for (const part of text.split('&')) {
    if (part === '') continue
    const eq = part.indexOf('=')
    pairs.push(eq < 0 ? [decode(part), ''] : [decode(part.slice(0, eq)), decode(part.slice(eq + 1))])
  }
  return nest(pairs)
}

/** Deeper than any parameter; a name beyond it is one that nobody knows. */
const MAX_DEPTH = 20

/** Nests bracketed names. */
export function nest(pairs: readonly (readonly [string, Raw])[]): RawHash {
  const root: Hash = Object.create(null)
  const lengths: Lengths = new Map()
  for (const [name, value] of pairs) put(root, path(name), value, lengths)
  return collapse(root)
}

/** How many elements `a[]` has put into each array so far. */
type Lengths = Map<Hash, number>

function path(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const inner = Array.from(name.slice(open).matchAll(/\[([^\]]*)\]/g), (m) => m[1] ?? '')
  return inner.length > MAX_DEPTH ? [name] : [name.slice(0, open), ...inner]
}

/** The place of `a[]`: a new element, or the last one while it still lacks what follows, as in `a[][b]=1&a[][c]=2`. */
function elementKey(array: Hash, rest: readonly string[], lengths: Lengths): string {
  const length = lengths.get(array) ?? 0
  const last = array[`#${length - 1}`]
  if (rest.length > 0 && isHash(last) && !holds(last, rest)) return `#${length - 1}`
  lengths.set(array, length + 1)
  return `#${length}`
}

function holds(hash: Hash, [key = '', ...rest]: readonly string[]): boolean {
  const value = hash[key]
  return value !== undefined && (rest.length === 0 || !isHash(value) || holds(value, rest))
}

function put(root: Hash, keys: readonly string[], value: Raw, lengths: Lengths): void {
  let at = root
  keys.forEach((raw, depth) => {
    const key = raw === '' ? elementKey(at, keys.slice(depth + 1), lengths) : raw
    if (depth === keys.length - 1) {
      at[key] = value
      return
    }
    const next = at[key]
    if (isHash(next)) {
      at = next
      return
    }
    const made: Hash = Object.create(null)
    at[key] = made
    at = made
  })
}

// Both node's hashes made here and decoded ones have no prototype; files and arrays do.
const isHash = (value: unknown): value is Hash =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null

function collapse(hash: Hash): RawHash {
  const out: { [key: string]: Raw } = Object.create(null)
  for (const [key, value] of Object.entries(hash)) out[key] = isHash(value) ? collapseValue(value) : value
  return out
}

function collapseValue(hash: Hash): Raw {
  const keys = Object.keys(hash)
  const whole = collapse(hash)
  return keys.length > 0 && keys.every((k) => /^#?\d+$/.test(k)) ? Object.values(whole) : whole
}
