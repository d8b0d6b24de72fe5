import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { setImmediate } from 'node:timers/promises'
import { isDamage, openDatabase } from '../database.ts'
import { unpackBlock } from './blocks.ts'
import { getMeta, PREVIOUS_FILE, removeDatabase, setMeta } from './open.ts'
import { parseStripeObject, type StripeObject } from './stripe-object.ts'
import { type MirrorWriter, ownAccount } from './writer.ts'

const DONE_DOWN_TO = 'carried_down_to'
const BLOCKS_AT_ONCE = 10

/**
 * Builds the mirror anew from what an earlier version's mirror holds, newest blocks first, without asking Stripe. Takes
 * up again where it was interrupted; the old file goes once the new one holds everything.
 */
export async function carryOver(
  folder: string,
  mirror: Database,
  writer: MirrorWriter,
  signal: AbortSignal,
  onChange: (types: readonly string[]) => void,
): Promise<void> {
  if (!existsSync(join(folder, PREVIOUS_FILE))) return
  try {
    const previous = openDatabase(join(folder, PREVIOUS_FILE), { synchronous: 'NORMAL' })
    try {
      await copyObjects(previous, mirror, writer, signal, onChange)
      if (signal.aborted) return
      copyState(previous, mirror)
    } finally {
      previous.close()
    }
  } catch (error) {
    // What cannot be carried over is read from Stripe again, since no cursor came along.
    if (!isDamage(error)) throw error
  }
  setMeta(mirror, DONE_DOWN_TO, null)
  removeDatabase(folder, PREVIOUS_FILE)
}

async function copyObjects(
  previous: Database,
  mirror: Database,
  writer: MirrorWriter,
  signal: AbortSignal,
  onChange: (types: readonly string[]) => void,
): Promise<void> {
  const select = previous.prepare<[number, number], { id: number; data: Buffer }>(
    'SELECT id, data FROM block WHERE id < ? ORDER BY id DESC LIMIT ?',
  )
  const current = livePlaces(previous)
  const own = ownAccount(previous)
  if (own !== null) writer.transaction(() => writer.keepApart(own))
  while (!signal.aborted) {
    const from = Number(getMeta(mirror, DONE_DOWN_TO) ?? Number.MAX_SAFE_INTEGER)
    const blocks = select.all(from, BLOCKS_AT_ONCE)
    const last = blocks.at(-1)
    if (last === undefined) return
    const types = writer.transaction(() => {
      for (const { id, data } of blocks) writer.put(liveObjects(id, unpackBlock(data), current))
      setMeta(mirror, DONE_DOWN_TO, String(last.id))
    })
    onChange(Array.from(types))
    await setImmediate()
  }
}

/** Which places of the old mirror hold an object's present content, and not what was replaced since. */
function livePlaces(previous: Database): (id: string, block: number, slot: number) => boolean {
  const tables = previous
    .prepare<[], { name: string }>(
      `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS
         (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'slot')`,
    )
    .all()
    .map(({ name }) =>
      previous.prepare<[string, number, number], { live: number }>(
        `SELECT 1 AS live FROM ${name} WHERE id = ? AND block = ? AND slot = ? AND deleted = 0`,
      ),
    )
  return (id, block, slot) => tables.some((table) => table.get(id, block, slot) !== undefined)
}

function liveObjects(
  block: number,
  lines: readonly string[],
  live: (id: string, block: number, slot: number) => boolean,
): readonly StripeObject[] {
  return lines.flatMap((line, slot) => {
    const json: unknown = JSON.parse(line)
    const object = parseStripeObject(json)
    return object !== null && live(object.id, block, slot) ? [object] : []
  })
}

/** How far the history was read and the events applied holds for the new mirror too, once it has all the objects. */
function copyState(previous: Database, mirror: Database): void {
  type Row = Record<string, string | number | null>
  const tables = ['cursor', 'balance'].map((table) => ({
    table,
    rows: previous.prepare<[], Row>(`SELECT * FROM ${table}`).all(),
  }))
  const marks = previous
    .prepare<[], { key: string; value: string }>("SELECT key, value FROM meta WHERE key <> 'fingerprint'")
    .all()
  mirror
    .transaction(() => {
      for (const { table, rows } of tables) {
        for (const row of rows) {
          const names = Object.keys(row)
          mirror
            .prepare(
              `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
            )
            .run(...Object.values(row))
        }
      }
      for (const { key, value } of marks) setMeta(mirror, key, value)
    })
    .immediate()
}
