import { resourceOf } from './all.ts'

/** Where the API gives one object of this type; null where this version does not ask for it. */
export function retrievePath(type: string, id: string): string | null {
  const base = resourceOf(type)?.path
  return base === undefined ? null : `${base}/${encodeURIComponent(id)}`
}
