import type { Comparison, SearchNode } from '../../../shared/search/ast.ts'
import { calendarZone } from '../../../shared/search/field.ts'
import { foldText } from '../../../shared/search/text.ts'
import { periodRange } from '../../../shared/search/time.ts'
import type { Condition } from '../../store/mirror/condition.ts'
import type { SearchColumn, SearchTable } from './columns.ts'
import { keyAt } from '../../store/mirror/time-key.ts'

/**
 * A query as SQL over one table. Every object it finds meets `may`; every row that meets `sure` is found. Between the two
 * the JSON decides: where a field has no column, or the column is null, which an unexpected kind of value makes it too.
 */
export interface SearchSql {
  readonly may: Condition
  readonly sure: Condition
}

export interface SearchSqlContext {
  readonly table: SearchTable
  /** IANA name. */
  readonly zone: string
  /** Every value of an indexed column of few values; null where it has many. */
  readonly valuesOf: (column: string) => readonly string[] | null
}

const TRUE: Condition = { sql: 'TRUE', params: [] }
const FALSE: Condition = { sql: 'FALSE', params: [] }
const LOOK: SearchSql = { may: TRUE, sure: FALSE }

/** Ids are looked up as typed: no two of them differ in case alone. */
const ID = /^[a-z]{2,6}_[A-Za-z0-9_]{8,}$/

function joined(conditions: readonly Condition[], word: 'AND' | 'OR'): Condition {
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(` ${word} `)})`,
    params: conditions.flatMap(({ params }) => params),
  }
}

/** The SQL of a tree; with `negated` that of its opposite. */
export function searchSql(node: SearchNode, context: SearchSqlContext, negated = false): SearchSql {
  switch (node.kind) {
    case 'all':
      return negated ? { may: FALSE, sure: FALSE } : { may: TRUE, sure: TRUE }
    case 'not':
      return searchSql(node.operand, context, !negated)
    case 'and':
    case 'or': {
      const parts = node.operands.map((operand) => searchSql(operand, context, negated))
      const word = (node.kind === 'and') === negated ? 'OR' : 'AND'
      return {
        may: joined(
          parts.map(({ may }) => may),
          word,
        ),
        sure: joined(
          parts.map(({ sure }) => sure),
          word,
        ),
      }
    }
    case 'text':
      return LOOK
    case 'null': {
      const column = node.key === null ? context.table.columnOf(node.field) : null
      if (column === null) return LOOK
      const absent = { sql: `t.${column.name} IS NULL`, params: [] }
      const present = { sql: `t.${column.name} IS NOT NULL`, params: [] }
      return negated ? { may: TRUE, sure: present } : { may: absent, sure: FALSE }
    }
    case 'comparison':
      return comparisonSql(node, context, negated)
  }
}

function comparisonSql(node: Comparison, context: SearchSqlContext, negated: boolean): SearchSql {
  if (node.field.name === 'created') return createdSql(node, context.zone, negated)
  const column = node.key === null ? context.table.columnOf(node.field) : null
  if (column === null) return negated ? LOOK : { may: metadataTest(node, context), sure: FALSE }
  if (node.value.kind !== 'money') return decided(test(node, column, context), [column], negated)
  // The currency must be a column too.
  const currency = context.table.columnOf({
    ...node.field,
    name: 'currency',
    kind: 'enum',
    paths: [['currency']],
  })
  if (currency === null || node.field.currencyPath?.join('.') !== 'currency') return LOOK
  const amount = test(node, column, context)
  const both = joined([amount, { sql: 'lower(t.currency) = ?', params: [node.value.money.currency] }], 'AND')
  return decided(both, [column, currency], negated)
}

/** The value must be somewhere among the values; under which key, the JSON says. */
function metadataTest({ field, value }: Comparison, { table }: SearchSqlContext): Condition {
  if (field.kind !== 'metadata' || !table.metadataText || value.kind !== 'string' || value.text === '')
    return TRUE
  return {
    sql: '(t.metadata_text IS NULL OR instr(fold(t.metadata_text), ?) > 0)',
    params: [foldText(value.text)],
  }
}

function decided(condition: Condition, columns: readonly SearchColumn[], negated: boolean): SearchSql {
  const wanted = negated ? { sql: `NOT (${condition.sql})`, params: condition.params } : condition
  const nullable = columns.filter(({ whole }) => !whole)
  if (nullable.length === 0) return { may: wanted, sure: wanted }
  const unknown = nullable.map(({ name }) => ({ sql: `t.${name} IS NULL`, params: [] }))
  const known = nullable.map(({ name }) => ({ sql: `t.${name} IS NOT NULL`, params: [] }))
  return { may: joined([...unknown, wanted], 'OR'), sure: joined([...known, wanted], 'AND') }
}

function test(node: Comparison, column: SearchColumn, context: SearchSqlContext): Condition {
  const { value, operator } = node
  const name = `t.${column.name}`
  switch (value.kind) {
    case 'string':
      return textTest(column, operator === '~', value.text, context)
    case 'boolean':
      return { sql: `${name} = ?`, params: [value.value ? 1 : 0] }
    case 'number':
      return range(name, operator, value.value, value.value)
    case 'money':
      return range(name, operator, value.money.amount, value.money.amount)
    case 'seconds':
      return range(name, operator, value.seconds, value.seconds)
    case 'period': {
      const period = periodRange(value.period, calendarZone(node.field, context.zone))
      return range(name, operator, period.from, period.to - 1)
    }
  }
}

function textTest(
  { name: plain, indexed, isId, folded: foldedName }: SearchColumn,
  part: boolean,
  typed: string,
  context: SearchSqlContext,
): Condition {
  const wanted = foldText(typed)
  const name = `t.${plain}`
  if (indexed && isId && !part && ID.test(typed)) return { sql: `${name} = ?`, params: [typed] }
  if (foldedName !== null && !part) return { sql: `t.${foldedName} = ?`, params: [wanted] }
  const values = indexed && plain !== 'id' ? context.valuesOf(plain) : null
  if (values !== null) {
    const met = values.filter((value) => {
      const folded = foldText(value)
      return part ? folded.includes(wanted) : folded === wanted
    })
    return { sql: `${name} IN (${met.map(() => '?').join(', ')})`, params: met }
  }
  return part
    ? { sql: `instr(fold(${name}), ?) > 0`, params: [wanted] }
    : { sql: `fold(${name}) = ?`, params: [wanted] }
}

function range(name: string, operator: Comparison['operator'], first: number, last: number): Condition {
  switch (operator) {
    case ':':
      return first === last
        ? { sql: `${name} = ?`, params: [first] }
        : { sql: `(${name} >= ? AND ${name} <= ?)`, params: [first, last] }
    case '>':
      return { sql: `${name} > ?`, params: [last] }
    case '<':
      return { sql: `${name} < ?`, params: [first] }
    case '>=':
      return { sql: `${name} >= ?`, params: [first] }
    case '<=':
      return { sql: `${name} <= ?`, params: [last] }
    case '~':
      return FALSE
  }
}

/** Seconds over which the keys of one second may spread. */
const SPILL = 120

function createdRange(node: Comparison, zone: string): readonly [first: number, last: number] {
  if (node.value.kind === 'seconds') return [node.value.seconds, node.value.seconds]
  if (node.value.kind !== 'period') return [Number.NaN, Number.NaN]
  const period = periodRange(node.value.period, zone)
  return [period.from, period.to - 1]
}

/** The column holds 0 where the object has no time of creation, or none that is a whole number above zero. */
function createdSql(node: Comparison, zone: string, negated: boolean): SearchSql {
  const [first, last] = createdRange(node, zone)
  if (Number.isNaN(first)) return LOOK
  const condition = range('t.created', node.operator, first, last)
  const wanted = negated ? { sql: `NOT (${condition.sql})`, params: condition.params } : condition
  return {
    may: joined([{ sql: 't.created = 0', params: [] }, wanted], 'OR'),
    sure: joined([{ sql: 't.created > 0', params: [] }, wanted], 'AND'),
  }
}

const from = (seconds: number): Condition => ({ sql: 't.n >= ?', params: [keyAt(seconds)] })
const until = (seconds: number): Condition => ({ sql: 't.n < ?', params: [keyAt(seconds + SPILL)] })

function clauses(node: SearchNode): readonly SearchNode[] {
  return node.kind === 'and' ? node.operands.flatMap(clauses) : [node]
}

/** The span of keys outside which nothing can be found: keys are in time order. */
export function keySpan(node: SearchNode, zone: string): Condition {
  const conditions = clauses(node).flatMap((clause): Condition[] => {
    if (clause.kind !== 'comparison' || clause.field.name !== 'created') return []
    const [first, last] = createdRange(clause, zone)
    if (Number.isNaN(first)) return []
    // Rows without a time of creation have the first keys; a span that could mean them is not narrowed.
    switch (clause.operator) {
      case ':':
        return [...(first > 0 ? [from(first)] : []), until(last)]
      case '>':
      case '>=':
        return first > 0 ? [from(first)] : []
      case '<':
      case '<=':
        return [until(last)]
      case '~':
        return []
    }
  })
  return conditions.length === 0 ? TRUE : joined(conditions, 'AND')
}

/** Clauses that every object found meets and that an index narrows. */
export function narrowings(node: SearchNode, context: SearchSqlContext): readonly Condition[] {
  return clauses(node).flatMap((clause): Condition[] => {
    if (clause.kind !== 'comparison' || clause.key !== null || clause.operator === '~') return []
    const column = context.table.columnOf(clause.field)
    if (column === null || !column.indexed) return []
    const { may } = comparisonSql(clause, context, false)
    return may.sql.includes('fold(') || may.sql === 'TRUE' ? [] : [may]
  })
}

/**
 * Words that every object found has in its payment's text, for types that are one with a payment: three characters or
 * more, as the index of words needs them.
 */
export function requiredWords(node: SearchNode): readonly string[] {
  return clauses(node).flatMap((clause) => {
    if (clause.kind !== 'comparison' || clause.value.kind !== 'string') return []
    const { field, value } = clause
    if (field.kind !== 'metadata') return []
    const word = foldText(value.text)
    return Array.from(word).length >= 3 && !/[\0\n]/.test(word) && word.isWellFormed() ? [word] : []
  })
}

/** The id that every object found has; null where the query does not say. */
export function requiredId(node: SearchNode): string | null {
  return requiredText(node, 'id')
}

/** The customer that every object found has; null where the query does not say. */
export function requiredCustomer(node: SearchNode): string | null {
  return requiredText(node, 'customer')
}

function requiredText(node: SearchNode, field: string): string | null {
  for (const clause of clauses(node)) {
    if (clause.kind !== 'comparison' || clause.field.name !== field || clause.operator !== ':') continue
    if (clause.value.kind === 'string' && ID.test(clause.value.text)) return clause.value.text
  }
  return null
}
