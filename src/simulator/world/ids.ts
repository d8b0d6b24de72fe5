import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

let bytes: (length: number) => Iterable<number> = randomBytes

/** Runs something whose ids and secrets depend on `seed` only. */
export function withSeed<T>(seed: number, run: () => T): T {
  let drawn = 0
  bytes = (length) => Array.from({ length }, () => scatter(drawn++, seed) & 0xff)
  try {
    return run()
  } finally {
    bytes = randomBytes
  }
}

/** Random text of base 62 digits. */
export function randomText(length: number): string {
  let out = ''
  for (const byte of bytes(length * 2)) if (byte < 248 && out.length < length) out += ALPHABET[byte % 62]
  return out.length === length ? out : out + randomText(length - out.length)
}

// Payments carry the end of their account's id, as Stripe's do: pi_3<9><account><8>.
const PAYMENT_LIKE = new Set([
  'ch',
  'py',
  'pi',
  're',
  'pyr',
  'txn',
  'pm',
  'seti',
  'po',
  'tr',
  'evt',
  'du',
  'price',
  'in',
  'sub',
])

/** A new id in the form of Stripe's. */
export function newId(prefix: string, accountId: string): string {
  if (!PAYMENT_LIKE.has(prefix)) return `${prefix}_${randomText(14)}`
  return `${prefix}_${prefix === 'pm' || prefix === 'evt' ? '1' : '3'}${randomText(5)}${accountId.slice(-10)}${randomText(8)}`
}

const SIX = 62 ** 6

/** A bijection of 0..2^32 that scatters neighbours; `salt` makes a different one per prefix. */
export function scatter(value: number, salt: number): number {
  let x = (value ^ salt) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

// Newton's iteration for the inverse of an odd number modulo 2^32.
const inverse = (odd: number): number => {
  let x = odd
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x))
  return x
}
const UNDO_SECOND = inverse(0x735a2d97)
const UNDO_FIRST = inverse(0x21f0aaad)

function gather(value: number, salt: number): number {
  let x = value ^ (value >>> 15) ^ (value >>> 30)
  x = Math.imul(x, UNDO_SECOND)
  x = x ^ (x >>> 15) ^ (x >>> 30)
  x = Math.imul(x, UNDO_FIRST)
  return (x ^ (x >>> 16) ^ salt) >>> 0
}

const digits = (value: number): string => {
  let out = ''
  for (let i = 0, rest = value; i < 6; i++, rest = Math.floor(rest / 62)) out = ALPHABET[rest % 62] + out
  return out
}

const value = (text: string): number => {
  let out = 0
  for (const char of text) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return -1
    out = out * 62 + digit
  }
  return out
}

/** Ids of seeded objects: they decode to the number they were made from, so that a look-up needs no table. */
export class SeedIds {
  private readonly head: string
  private readonly tail: string
  private readonly salt: number

  constructor(prefix: string, accountId: string, salt: number) {
    this.salt = Array.from(prefix).reduce(
      (hash, char) => scatter(hash + char.charCodeAt(0), 0x5bd1e995),
      salt,
    )
    this.head = `${prefix}_${PAYMENT_LIKE.has(prefix) ? '3' : 'T'}`
    this.tail = PAYMENT_LIKE.has(prefix) ? accountId.slice(-10) : 'n'
  }

  encode(reference: number): string {
    const code = scatter(reference, this.salt)
    // The second half only makes the id as long as Stripe's, and proves it is one of ours when it is decoded.
    return `${this.head}${digits(code)}${this.tail}${digits(scatter(code, 0x1234567)).slice(-6)}${this.tail.length > 1 ? 'q' : ''}`
  }

  decode(id: string): number | undefined {
    if (!id.startsWith(this.head)) return undefined
    const code = value(id.slice(this.head.length, this.head.length + 6))
    if (code < 0 || code >= SIX || code > 0xffffffff) return undefined
    const reference = gather(code, this.salt)
    return this.encode(reference) === id ? reference : undefined
  }
}
