import type { Database } from 'better-sqlite3'
import { openArchiveReader } from '../../store/archive/open.ts'
import { ShownMirror } from '../../store/mirror/shown.ts'
import { StatementBlocks } from './blocks.ts'
import { createViews } from './views.ts'

/** The databases of one account as the console may see them: nothing can be written through this. */
export interface SqlDatabase {
  readonly db: Database
  readonly folder: string
  readonly shown: ShownMirror
  /** Before each statement, as each reads a snapshot of its own. */
  readonly forgetBlocks: () => void
  readonly close: () => void
}

export function openSqlDatabase(folder: string): SqlDatabase {
  const shown = new ShownMirror(folder)
  const { db } = shown
  const archive = openArchiveReader(folder)
  // A connection opened for reading attaches for reading.
  db.prepare<[string]>('ATTACH ? AS archive').run(archive.name)
  archive.close()
  const objects = new StatementBlocks(db, 'object')
  const events = new StatementBlocks(db, 'event')
  createViews(db, objects, events)
  db.pragma('query_only = ON')
  return {
    db,
    folder,
    shown,
    forgetBlocks: () => {
      objects.forget()
      events.forget()
    },
    close: () => shown.close(),
  }
}
