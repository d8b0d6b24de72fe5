import { createHash } from 'node:crypto'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** JSON with sorted names and without absent values, so that equal parameters are equal text. */
export function canonicalJson(value: unknown): string {
  const order = (node: unknown): Json => {
    if (node === null || typeof node === 'boolean' || typeof node === 'string') return node
    if (typeof node === 'number' && Number.isSafeInteger(node)) return node
    if (Array.isArray(node)) return node.map(order)
    if (typeof node === 'object') {
      return Object.fromEntries(
        Object.entries(node)
          .filter(([, inner]) => inner !== undefined)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, order(inner)]),
      )
    }
    throw new TypeError(`A ${typeof node} is no parameter of a money operation`)
  }
  return JSON.stringify(order(value))
}

/** SHA-256 in base64url. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
