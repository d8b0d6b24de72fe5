import { isJson } from '../wire/versions.ts'
import { FIELDS, type FieldKind, type Searchable } from './fields.ts'
import { badQuery, type Clause, type Query } from './query.ts'

type Test = (object: object) => boolean

/** The test that a query sets. Throws Stripe's error for fields and operators that a type does not have. */
export function matcherOf(type: Searchable, query: Query): Test {
  const tests = query.clauses.map((clause) => testOf(type, clause))
  return query.join === 'OR'
    ? (object) => tests.some((holds) => holds(object))
    : (object) => tests.every((holds) => holds(object))
}

function testOf(type: Searchable, clause: Clause): Test {
  const kind = kindOf(type, clause)
  check(kind, clause)
  const holds = positive(kind, type, clause)
  return clause.negated ? (object) => !holds(object) : holds
}

function kindOf(type: Searchable, { field, key }: Clause): FieldKind {
  const fields: Readonly<Record<string, FieldKind>> = FIELDS[type]
  const kind = fields[field]
  if (kind === undefined)
    throw badQuery(`Field \`${field}\` is an unsupported search field for resource \`${type}s\`.`)
  if (kind === 'metadata' && key === undefined)
    throw badQuery('Metadata is searched by key: `metadata["key"]:"value"`.')
  if (kind !== 'metadata' && key !== undefined) throw badQuery(`Field \`${field}\` has no keys.`)
  return kind
}

function check(kind: FieldKind, { field, operator, value, quoted }: Clause): void {
  const shown = `Operator \`${operator}\` is not supported for the field \`${field}\``
  if (value === null) {
    if (operator !== ':') throw badQuery(`${shown} with null.`)
    return
  }
  if (operator === '~') {
    if (kind !== 'string' && kind !== 'metadata') throw badQuery(`${shown}.`)
    if (Array.from(value).length < 3) throw badQuery('Substring search needs at least 3 characters.')
  } else if (operator !== ':' && kind !== 'numeric') throw badQuery(`${shown}.`)
  if (kind === 'numeric' && !/^-?\d+(\.\d+)?$/.test(value))
    throw badQuery(`Field \`${field}\` takes a number, not "${value}".`)
  if (kind !== 'numeric' && !quoted && !/^(true|false|-?\d+)$/.test(value))
    throw badQuery(`The value of \`${field}\` must be in quotes.`)
}

function positive(kind: FieldKind, type: Searchable, clause: Clause): Test {
  const { field, key, operator, value } = clause
  if (type === 'charge' && field === 'refunded') return refunded(value)
  const path = key === undefined ? pathOf(type, field) : ['metadata', key]
  if (value === null) return (object) => read(object, path) === undefined
  if (kind === 'numeric') {
    const wanted = Number(value)
    return (object) => compare(read(object, path), operator, wanted)
  }
  const wanted = value.toLowerCase()
  if (operator === '~') return (object) => read(object, path)?.toLowerCase().includes(wanted) ?? false
  return (object) => read(object, path)?.toLowerCase() === wanted
}

// `true`: wholly, `false`: in part, `null`: not at all.
function refunded(value: string | null): Test {
  return (object) => {
    const whole = read(object, ['refunded']) === 'true'
    const some = Number(read(object, ['amount_refunded']) ?? 0) > 0
    return value === null ? !some : value === 'true' ? whole : some && !whole
  }
}

/** Where a field stands in the object, if not where its name says. */
function pathOf(type: Searchable, field: string): readonly string[] {
  if (type === 'invoice' && field === 'subscription')
    return ['parent', 'subscription_details', 'subscription']
  const error = /^last_finalization_error_(code|type)$/.exec(field)
  return type === 'invoice' && error?.[1] ? ['last_finalization_error', error[1]] : field.split('.')
}

function read(object: object, path: readonly string[]): string | undefined {
  let at: unknown = object
  for (const step of path) at = isJson(at) ? at[step] : undefined
  if (isJson(at)) at = at['id']
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined
}

function compare(found: string | undefined, operator: Clause['operator'], wanted: number): boolean {
  if (found === undefined) return false
  const value = Number(found)
  switch (operator) {
    case '>':
      return value > wanted
    case '<':
      return value < wanted
    case '>=':
      return value >= wanted
    case '<=':
      return value <= wanted
    case ':':
    case '~':
      return value === wanted
  }
}
