import { invalidRequest } from '../wire/errors.ts'

export type Operator = ':' | '~' | '>' | '<' | '>=' | '<='

/** One condition, e.g. `-metadata["order"]:"7"`. */
export interface Clause {
  readonly field: string
  /** Of `metadata["key"]`. */
  readonly key?: string
  readonly operator: Operator
  /** null: the query says `null`, absence. */
  readonly value: string | null
  readonly quoted: boolean
  readonly negated: boolean
}

export interface Query {
  readonly clauses: readonly Clause[]
  readonly join: 'AND' | 'OR'
}

export const badQuery = (message: string) =>
  invalidRequest(`We were unable to parse your search query. ${message}`, { param: 'query' })

const CLAUSE =
  /\s*(-)?([a-z_][a-z0-9_.]*)(?:\[\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\])?\s*(>=|<=|[:~<>])\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'()[\]]+)/iy
const JOIN = /\s+(AND|OR)(?=\s)/y

const unquote = (text: string): string => text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
const isQuoted = (text: string): boolean => text.startsWith('"') || text.startsWith("'")
const isOperator = (text: string | undefined): text is Operator =>
  text !== undefined && [':', '~', '>', '<', '>=', '<='].includes(text)

/** Reads Stripe's search query language. https://docs.stripe.com/search#search-query-language */
export function parseQuery(text: string): Query {
  const clauses: Clause[] = []
  const joins = new Set<'AND' | 'OR'>()
  let at = 0
  while (text.slice(at).trim() !== '') {
    if (clauses.length > 0) {
      JOIN.lastIndex = at
      const join = JOIN.exec(text)
      if (join) {
        joins.add(join[1] === 'OR' ? 'OR' : 'AND')
        at = JOIN.lastIndex
      } else joins.add('AND')
    }
    CLAUSE.lastIndex = at
    const [, minus, field, key, operator, value] = CLAUSE.exec(text) ?? []
    if (field === undefined || value === undefined || !isOperator(operator))
      throw badQuery(
        `Expected a clause such as \`field:"value"\` at "${text.slice(at).trim().slice(0, 40)}". Values that are not numbers stand in quotes.`,
      )
    at = CLAUSE.lastIndex
    clauses.push({
      field,
      ...(key === undefined ? {} : { key: unquote(key) }),
      operator,
      value: value === 'null' ? null : isQuoted(value) ? unquote(value) : value,
      quoted: isQuoted(value),
      negated: minus === '-',
    })
  }
  if (clauses.length === 0) throw badQuery('The query is empty.')
  if (clauses.length > 10) throw badQuery('A query can have at most 10 clauses.')
  if (joins.size > 1) throw badQuery('You cannot combine AND and OR in one query.')
  return { clauses, join: joins.has('OR') ? 'OR' : 'AND' }
}
