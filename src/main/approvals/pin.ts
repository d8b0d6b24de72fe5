import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** A PIN as it is stored: `scrypt$salt$hash`, base64. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(pin.normalize('NFKC'), salt, 32, COST)
  return `scrypt$${salt.toString('base64')}$${hash.toString('base64')}`
}

export async function matchesPin(pin: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) {
    throw new Error('A stored PIN is not readable')
  }
  const expected = Buffer.from(hash, 'base64')
  const actual = await derive(pin.normalize('NFKC'), Buffer.from(salt, 'base64'), 32, COST)
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
