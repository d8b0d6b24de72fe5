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

const decode = (text: string): string => {
  const plain = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!plain.includes('%')) return plain
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

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

/** Nests bracketed names. */
export function nest(pairs: readonly (readonly [string, Raw])[]): RawHash {
  const root: Hash = Object.create(null)
  for (const [name, value] of pairs) put(root, path(name), value)
  return collapse(root)
}

function path(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const inner = name.slice(open).matchAll(/\[([^\]]*)\]/g)
  return [name.slice(0, open), ...Array.from(inner, (m) => m[1] ?? '')]
}

function put(root: Hash, keys: readonly string[], value: Raw): void {
  let at = root
  keys.forEach((raw, depth) => {
    const key = raw === '' ? `#${Object.keys(at).length}` : raw
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
