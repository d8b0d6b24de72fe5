import { gramQuery, parseTerms, partQuery, type Term } from '../../store/mirror/search-text.ts'
import type { Condition } from '../../store/mirror/condition.ts'

/** Text split into what an index of words finds and what is checked row by row. */
export interface TextPlan {
  /** A full-text index and what to ask it; null where every term is the start of an id. */
  readonly index: { readonly table: 'payment_text' | 'payment_gram'; readonly query: string } | null
  /** Terms that the index does not cover; columns of `payment`. */
  readonly rest: readonly Condition[]
  /** Indexes that find what starts as an id that was typed. */
  readonly ids: readonly { readonly index: string; readonly condition: Condition }[]
  /** The same as all of it, for rows found some other way. */
  readonly checks: readonly Condition[]
}

/** Sorts after every character of an id. */
const AFTER_IDS = '~'
const MOST_RELATED = 1000

function idRange(column: string, start: string): Condition {
  return { sql: `${column} >= ? AND ${column} < ?`, params: [start, start + AFTER_IDS] }
}

/** Payments whose related object's id starts so. */
function related(table: string, link: string, start: string): Condition {
  const range = idRange('r.id', start)
  return {
    sql: `n IN (SELECT p.n FROM ${table} r JOIN payment p ON p.id = ${link} WHERE ${range.sql} LIMIT ${MOST_RELATED})`,
    params: range.params,
  }
}

/** Payments any of whose charges has an id that starts so; those of old API versions are named by their PaymentIntent only. */
function ofCharges(start: string): Condition {
  const [ofCharge, latest] = [idRange('r.id', start), idRange('i.latest_charge', start)]
  return {
    sql: `n IN (SELECT n FROM (SELECT p.n FROM charge r JOIN payment p ON p.id = coalesce(r.payment_intent, r.id)
        WHERE ${ofCharge.sql} LIMIT ${MOST_RELATED})
      UNION SELECT n FROM (SELECT p.n FROM payment_intent i JOIN payment p ON p.id = i.id
        WHERE ${latest.sql} LIMIT ${MOST_RELATED}))`,
    params: [...ofCharge.params, ...latest.params],
  }
}

function idCheck(start: string): Condition {
  const kind = start.slice(0, start.indexOf('_'))
  switch (kind) {
    case 'pi':
      return idRange('id', start)
    case 'ch':
    case 'py':
      return ofCharges(start)
    case 'cus':
      return idRange('customer', start)
    case 're':
    case 'pyr':
      return related('refund', 'coalesce(r.payment_intent, r.charge)', start)
    case 'du':
    case 'dp':
      return related('dispute', 'coalesce(r.payment_intent, r.charge)', start)
    case 'txn':
      return {
        sql: `n IN (SELECT p.n FROM balance_transaction r JOIN charge c ON c.id = r.source
          JOIN payment p ON p.id = coalesce(c.payment_intent, c.id)
          WHERE r.id >= ? AND r.id < ? LIMIT ${MOST_RELATED})`,
        params: [start, start + AFTER_IDS],
      }
    default:
      return { sql: 'instr(search, ?) > 0', params: [start.toLowerCase()] }
  }
}

/** The index that finds payments by an id, or by the ids of what belongs to them. */
function idIndex(start: string): string | null {
  switch (start.slice(0, start.indexOf('_'))) {
    case 'pi':
      return 'sqlite_autoindex_payment_1'
    case 'cus':
      return 'payment_customer'
    case 'ch':
    case 'py':
    case 're':
    case 'pyr':
    case 'du':
    case 'dp':
    case 'txn':
      return 'payment_n'
    default:
      return null
  }
}

function check(term: Term): Condition {
  if (term.kind === 'id') return idCheck(term.text)
  if (term.kind === 'part') return { sql: 'instr(search, ?) > 0', params: [term.text] }
  return {
    sql: `EXISTS (SELECT 1 FROM payment_gram WHERE payment_gram MATCH ? AND rowid = payment.n)`,
    params: [gramQuery(term.text)],
  }
}

/** How to find what was typed; null where nothing was. */
export function planText(text: string | undefined): TextPlan | null {
  const terms = parseTerms(text ?? '')
  if (terms.length === 0) return null
  const parts = terms.filter(({ kind }) => kind === 'part')
  const grams = terms.filter(({ kind }) => kind === 'gram')
  const ids = terms.filter(({ kind }) => kind === 'id')
  const checks = terms.map(check)
  const byId = ids.flatMap(({ text: start }) => {
    const index = idIndex(start)
    return index === null ? [] : [{ index, condition: idCheck(start) }]
  })
  if (parts.length > 0) {
    const query = parts.map((term) => partQuery(term.text)).join(' AND ')
    return { index: { table: 'payment_text', query }, rest: [...grams, ...ids].map(check), ids: byId, checks }
  }
  if (grams.length > 0) {
    const query = grams.map((term) => gramQuery(term.text)).join(' AND ')
    return { index: { table: 'payment_gram', query }, rest: ids.map(check), ids: byId, checks }
  }
  return { index: null, rest: checks, ids: byId, checks }
}
