import type { SearchField } from './field.ts'

const PROPOSED = 3
const LONGEST_COMPARED = 64

/** The field names most like `name`: those that end in it, begin with it, or are a slip of the hand away. */
export function nearestFields(name: string, fields: readonly SearchField[]): readonly string[] {
  const wanted = name.toLowerCase().slice(0, LONGEST_COMPARED)
  return fields
    .map((field) => ({ name: field.name, distance: unlikeness(wanted, field.name) }))
    .filter(({ distance }) => distance <= Math.max(2, wanted.length / 3))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, PROPOSED)
    .map((candidate) => candidate.name)
}

const FAMILIAR = ['amount', 'status', 'created', 'name', 'type', 'id']

/** Fields to begin with, where nothing is like what was typed. */
export function familiarFields(fields: readonly SearchField[]): readonly string[] {
  return FAMILIAR.filter((name) => fields.some((field) => field.name === name)).slice(0, PROPOSED)
}

function unlikeness(wanted: string, name: string): number {
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (last === wanted || name === wanted) return 0
  if (wanted.length >= 3 && (last.startsWith(wanted) || name.startsWith(wanted))) return 1
  return Math.min(editDistance(wanted, name), editDistance(wanted, last))
}

/** Levenshtein's distance: single letters added, dropped or changed. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(changed, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
