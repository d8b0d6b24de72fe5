import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import type { Operator } from '../../shared/features/approvals/contract.ts'
import { limitsAt } from '../limits/limits.ts'
import { appendLog } from '../operator-log/log.ts'
import { hashPin, matchesPin } from './pin.ts'

const FREE_TRIES = 5
const LONGEST_LOCK = 30
/**
 * From the third operator on, and from the second where approvals are asked for already: nobody can make up a colleague
 * and approve their own payment the same day.
 */
const NEW_OPERATOR_DELAY = 86_400

interface OperatorRow {
  readonly id: string
  readonly name: string
  readonly pin_hash: string
  readonly failures: number
  readonly locked_until: number
  readonly added_at: number
  readonly may_approve_from: number
}

interface Credential {
  readonly operator: string
  readonly pin: string
}

/** Names that look alike are the same name. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').replaceAll(/\p{C}/gu, '').replaceAll(/\s+/gu, ' ').trim().toLowerCase()
}

export function listOperators(ledger: Database): readonly Operator[] {
  return ledger
    .prepare<[], OperatorRow>('SELECT * FROM operators WHERE removed_at IS NULL ORDER BY added_at, name')
    .all()
    .map(operatorOf)
}

/**
 * Adds an operator. The first needs nobody; any other is let in by one who is there. Throws `pin_wrong`,
 * `pin_throttled`, `operator_name_taken`. Logged.
 */
export async function addOperator(
  ledger: Database,
  { name, pin, by }: { readonly name: string; readonly pin: string; readonly by: Credential | null },
  now: () => number,
): Promise<Operator> {
  const letInBy = by === null ? null : await checkPin(ledger, by, now)
  const pinHash = await hashPin(pin)
  return ledger
    .transaction(() => {
      const earlier = ledger.prepare<[], number>('SELECT count(*) FROM operators').pluck().get() ?? 0
      if (earlier > 0 && letInBy === null) {
        throw new CounterfoilError('pin_wrong', 'An operator who is there must let a new one in')
      }
      const key = nameKey(name)
      if (ledger.prepare<[string]>('SELECT 1 FROM operators WHERE name_key = ?').get(key) !== undefined) {
        throw new CounterfoilError('operator_name_taken', `There is an operator ${name}`, { field: 'name' })
      }
      const id = randomUUID()
      const at = now()
      const atOnce = earlier === 0 || (earlier === 1 && !asksForApproval(ledger, at))
      const mayApproveFrom = atOnce ? at : at + NEW_OPERATOR_DELAY
      ledger
        .prepare(
          `INSERT INTO operators (id, name, name_key, pin_hash, added_at, may_approve_from)
           VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(id, name, key, pinHash, at, mayApproveFrom)
      const operator = letInBy?.name ?? name
      appendLog(ledger, { at, operator, action: 'operators.add', details: { id, name } })
      return { id, name, addedAt: at, mayApproveFrom }
    })
    .immediate()
}

/** Gives an operator who knows the old PIN a new one. Logged. */
export async function changePin(
  ledger: Database,
  by: Credential,
  pin: string,
  now: () => number,
): Promise<void> {
  const { id, name } = await checkPin(ledger, by, now)
  const pinHash = await hashPin(pin)
  ledger
    .transaction(() => {
      ledger.prepare<[string, string]>('UPDATE operators SET pin_hash = ? WHERE id = ?').run(pinHash, id)
      appendLog(ledger, { at: now(), operator: name, action: 'operators.change_pin', details: { id } })
    })
    .immediate()
}

/** Takes an operator off the list; the name stays taken. Logged. */
export async function removeOperator(
  ledger: Database,
  operator: string,
  by: Credential,
  now: () => number,
): Promise<void> {
  const remover = await checkPin(ledger, by, now)
  ledger
    .transaction(() => {
      const { id, name } = rowOf(ledger, operator)
      ledger.prepare<[number, string]>('UPDATE operators SET removed_at = ? WHERE id = ?').run(now(), id)
      const details = { id, name }
      appendLog(ledger, { at: now(), operator: remover.name, action: 'operators.remove', details })
    })
    .immediate()
}

/**
 * The operator whose PIN this is. After five wrong ones each further try waits 1 s, doubling to 30 s; every try is
 * counted on the disk before it is judged, so that neither a restart nor tries at the same time give more.
 * Throws `pin_wrong`, `pin_throttled` with `seconds`, `object_not_found`. Wrong tries are logged.
 */
export async function checkPin(ledger: Database, by: Credential, now: () => number): Promise<Operator> {
  const row = ledger.transaction(() => countTry(ledger, by.operator, now())).immediate()
  if (!(await matchesPin(by.pin, row.pin_hash))) {
    const details = { id: row.id, failures: row.failures + 1 }
    appendLog(ledger, { at: now(), operator: row.name, action: 'operators.pin_wrong', details })
    throw new CounterfoilError('pin_wrong', `Not the PIN of ${row.name}`, { field: 'pin' })
  }
  ledger.prepare<[string]>('UPDATE operators SET failures = 0, locked_until = 0 WHERE id = ?').run(row.id)
  return operatorOf(row)
}

function countTry(ledger: Database, operator: string, now: number): OperatorRow {
  const row = rowOf(ledger, operator)
  // A clock set back must not lock for longer than the longest lock.
  const wait = Math.min(row.locked_until - now, LONGEST_LOCK)
  if (wait > 0) {
    throw new CounterfoilError('pin_throttled', `Too many wrong PINs; wait ${wait} s`, {
      params: { seconds: wait },
      field: 'pin',
    })
  }
  const failures = row.failures + 1
  const lock = failures < FREE_TRIES ? 0 : Math.min(LONGEST_LOCK, 2 ** (failures - FREE_TRIES))
  ledger
    .prepare<[number, number, string]>('UPDATE operators SET failures = ?, locked_until = ? WHERE id = ?')
    .run(failures, lock === 0 ? 0 : now + lock, row.id)
  return row
}

function asksForApproval(ledger: Database, now: number): boolean {
  return limitsAt(ledger, now).active.some(({ limit }) => limit.measure === 'approval_above')
}

function rowOf(ledger: Database, id: string): OperatorRow {
  const row = ledger
    .prepare<[string], OperatorRow>('SELECT * FROM operators WHERE id = ? AND removed_at IS NULL')
    .get(id)
  if (row === undefined) throw new CounterfoilError('object_not_found', `No operator ${id}`)
  return row
}

function operatorOf({ id, name, added_at, may_approve_from }: OperatorRow): Operator {
  return { id, name, addedAt: added_at, mayApproveFrom: may_approve_from }
}
