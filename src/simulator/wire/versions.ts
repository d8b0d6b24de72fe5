import { invalidRequest } from './errors.ts'
import type { AccountStore } from '../world/account.ts'
import { ACCOUNT_VERSION } from '../world/world.ts'
import { isReleased } from './known-versions.ts'

/** A JSON object on its way out; a copy that may be changed. */
export type Json = { [key: string]: unknown }

/** Turns the newest shape of one type into that of versions before a date. */
export interface Downgrade {
  /** The first version (its date) that has the newer shape. */
  readonly before: string
  readonly apply: (object: Json, account: AccountStore) => void
}
export type Downgrades = Readonly<Record<string, readonly Downgrade[]>>

/** Versions compare by their date. */
export const isBefore = (version: string, date: string): boolean => version.slice(0, 10) < date

export function checkVersion(sent: string | undefined): string {
  if (sent === undefined || sent === '') return ACCOUNT_VERSION
  const version = sent.split(/[;\s]/)[0] ?? ''
  if (!isReleased(version)) throw invalidRequest(`Invalid Stripe API version: ${sent}`)
  return version
}

/** The types that a version shows otherwise than the newest one. */
export const changedSince = (version: string, all: Downgrades): ReadonlySet<string> =>
  new Set(
    Object.entries(all)
      .filter(([, steps]) => steps.some((step) => isBefore(version, step.before)))
      .map(([name]) => name),
  )

/** Whether an object of one of these types is anywhere in an answer. Events do not count: theirs are frozen. */
export function holdsAny(value: unknown, types: ReadonlySet<string>): boolean {
  if (types.size === 0 || typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some((item) => holdsAny(item, types))
  if ('object' in value && typeof value.object === 'string') {
    if (value.object === 'event') return false
    if (types.has(value.object)) return true
  }
  return Object.values(value).some((item) => typeof item === 'object' && holdsAny(item, types))
}

/** Walks an answer and rewrites every object in it for an older version, newest change first. */
export function downgrade(value: unknown, version: string, account: AccountStore, all: Downgrades): void {
  if (Array.isArray(value)) {
    for (const item of value) downgrade(item, version, account, all)
    return
  }
  if (!isJson(value)) return
  // An event keeps the shape it was given when it was made.
  if (value['object'] === 'event') return
  for (const item of Object.values(value)) downgrade(item, version, account, all)
  const name = value['object']
  const steps = typeof name === 'string' ? all[name] : undefined
  for (const step of steps ?? []) if (isBefore(version, step.before)) step.apply(value, account)
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
