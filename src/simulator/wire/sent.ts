import type Stripe from 'stripe'
import { invalidParam } from './errors.ts'
import type { Reader } from './params.ts'

/** A type of the SDK as it goes over the wire: the SDK reads decimal text into its own class. */
export type Wire<T> = T extends string | number | boolean | null | undefined | void
  ? T
  : T extends Stripe.Decimal
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : { [K in keyof T]: Wire<T[K]> }

/** A number with decimals, e.g. a percentage. */
export const decimal = (): Reader<number | null> & { readonly required: false } => ({
  required: false,
  read: (raw, at) => {
    if (raw === '') return null
    if (typeof raw === 'string' && /^-?\d{1,12}(\.\d{1,12})?$/.test(raw)) return Number(raw)
    throw invalidParam(`Invalid decimal: ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`, at)
  },
})

/** Those of the named parameters that were sent; `null` where one is to be unset. */
export function sent<P extends object, K extends keyof P>(
  params: P,
  ...names: readonly K[]
): { [N in K]?: Exclude<P[N], undefined> } {
  const out: { [N in K]?: Exclude<P[N], undefined> } = {}
  for (const name of names) {
    const value = params[name]
    if (isSent(value)) out[name] = value
  }
  return out
}

/** Those of the named parameters that were sent with a value. */
export function given<P extends object, K extends keyof P>(
  params: P,
  ...names: readonly K[]
): { [N in K]?: NonNullable<P[N]> } {
  const out: { [N in K]?: NonNullable<P[N]> } = {}
  for (const name of names) {
    const value = params[name]
    if (isGiven(value)) out[name] = value
  }
  return out
}

const isSent = <T>(value: T): value is Exclude<T, undefined> => value !== undefined
const isGiven = <T>(value: T): value is NonNullable<T> => value !== undefined && value !== null
