import type { Database } from 'better-sqlite3'
import { asCounterfoilError } from '../../../shared/errors.ts'
import { damagedFile } from '../../store/database.ts'
import { unpackBlock } from '../../store/mirror/blocks.ts'
import { noteMirrorDamage } from '../../store/mirror/open.ts'
import { UnreadableBlock } from './blocks.ts'
import type { SqlDatabase } from './database.ts'

/**
 * Leaves a mark where it is the mirror in which the statement met damage: it reads the archive as well, and may ask for
 * blocks by numbers of its own. An earlier mirror that is damaged is read by nobody any more.
 */
export function noteDamage({ folder, db, shown }: SqlDatabase, sql: string, error: unknown): void {
  const met = error instanceof UnreadableBlock ? blockIsDamaged(db, error) : readsMirrorOnly(db, sql)
  if (!met || shown.giveUp()) return
  noteMirrorDamage(folder, damagedFile(db.name, asCounterfoilError(error).message).failure)
}

function blockIsDamaged(db: Database, { of, block }: UnreadableBlock): boolean {
  if (of !== 'object') return false
  const data = db.prepare<[number], Buffer>('SELECT data FROM main.block WHERE id = ?').pluck().get(block)
  if (data === undefined)
    return db.prepare<[number]>('SELECT 1 FROM main.block_use WHERE block = ?').get(block) !== undefined
  try {
    unpackBlock(data)
    return false
  } catch {
    return true
  }
}

/** SQLite does not say in which of the files it met damage. */
function readsMirrorOnly(db: Database, sql: string): boolean {
  try {
    const steps = db.prepare<[], { opcode: string; p1: number }>(`EXPLAIN ${sql}`).all()
    const read = steps.filter(({ opcode }) => opcode === 'Transaction').map(({ p1 }) => p1)
    return read.length > 0 && read.every((file) => file === 0)
  } catch {
    return false
  }
}
