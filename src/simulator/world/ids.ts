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

/** Stripe's ids begin with their time, so that what is made together lies together; counted from this second on. */
const EPOCH = 1_342_389_380

/** Base 62 with as many digits as asked for. */
function base62(value: number, length: number): string {
  let out = ''
  for (let rest = Math.max(0, value); out.length < length; rest = Math.floor(rest / 62))
    out = ALPHABET[rest % 62] + out
  return out
}

const seconds = (at: number): string => base62(at - EPOCH, 5)
const minutes = (at: number): string => base62(Math.floor((at - EPOCH) / 60), 4)

/** `pi_3<second><account>0<7>`: parts of a payment, which all carry the payment's second. */
const OF_PAYMENT = new Set(['ch', 'py', 'pi', 're', 'pyr', 'txn'])
/** `cus_<minute><10>` */
const SHORT = new Set(['cus', 'prod', 'si'])
/** Of other lengths, without the end of the account's id. */
const RANDOM = new Set(['whd', 'plan', 'di', 'person', 'issfr'])

/** What an id of this kind begins and goes on with, up to the digits that tell it from others. */
function headOf(prefix: string, accountId: string, at: number): string {
  const account = accountId.slice(-10)
  if (SHORT.has(prefix)) return `${prefix}_${minutes(at)}`
  if (OF_PAYMENT.has(prefix)) return `${prefix}_3${seconds(at)}${account}0`
  return `${prefix}_1${seconds(at)}${account}`
}

const ownDigits = (prefix: string): number => (SHORT.has(prefix) ? 10 : OF_PAYMENT.has(prefix) ? 7 : 8)

/** A new id in the form of Stripe's; `at` in seconds UTC is the object's time, or that of the payment it belongs to. */
export function newId(prefix: string, accountId: string, at: number): string {
  if (RANDOM.has(prefix)) return `${prefix}_${randomText(14)}`
  if (prefix === 'acct') return `acct_1${seconds(at)}${randomText(10)}`
  return headOf(prefix, accountId, at) + randomText(ownDigits(prefix))
}

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

const value = (text: string): number => {
  let out = 0
  for (const char of text) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return -1
    out = out * 62 + digit
  }
  return out
}

/**
 * Ids of seeded objects: six of their digits are the number they were made from, so that a look-up needs no table.
 * `createdAt` tells the time that an id begins with; for numbers that stand for nothing it may be anything.
 */
export class SeedIds {
  private readonly prefix: string
  private readonly account: string
  private readonly salt: number
  private readonly createdAt: (reference: number) => number
  /** Where the six digits begin, and how many follow that only prove the id to be one of ours. */
  private readonly start: number
  private readonly rest: number

  constructor(prefix: string, account: string, seed: number, createdAt: (reference: number) => number) {
    this.prefix = prefix
    this.account = account
    this.createdAt = createdAt
    this.salt = Array.from(prefix).reduce(
      (hash, char) => scatter(hash + char.charCodeAt(0), 0x5bd1e995),
      seed,
    )
    this.start = headOf(prefix, account, 0).length
    this.rest = ownDigits(prefix) - 6
  }

  encode(reference: number): string {
    const code = scatter(reference, this.salt)
    const proof = base62(scatter(code, 0x1234567), 6).slice(-this.rest)
    return headOf(this.prefix, this.account, this.createdAt(reference)) + base62(code, 6) + proof
  }

  decode(id: string): number | undefined {
    if (!id.startsWith(this.prefix)) return undefined
    const code = value(id.slice(this.start, this.start + 6))
    if (code < 0 || code > 0xffffffff) return undefined
    const reference = gather(code, this.salt)
    return this.encode(reference) === id ? reference : undefined
  }
}
