import { closeSync, openSync as openFile, writeSync } from 'node:fs'
import Database from 'better-sqlite3'

/** Overwrites the page that a table or an index begins with. */
export function spoil(file: string, name: string): void {
  const db = new Database(file)
  const page = db
    .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(name)
  const size = Number(db.pragma('page_size', { simple: true }))
  db.close()
  if (page === undefined) throw new Error(`${file} has no ${name}`)
  const handle = openFile(file, 'r+')
  writeSync(handle, Buffer.alloc(size, 0x5a), 0, size, (page - 1) * size)
  closeSync(handle)
}

/** So large that it is not checked when it is opened. */
export function enlarge(file: string): void {
  const db = new Database(file)
  db.exec('CREATE TABLE filler (x)')
  for (let megabytes = 0; megabytes < 66; megabytes += 1)
    db.exec('INSERT INTO filler VALUES (zeroblob(1048576))')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** Every block keeps its beginning and can no longer be unpacked; SQLite sees nothing amiss. */
export function scramble(file: string): void {
  const db = new Database(file)
  const blocks = db.prepare<[], { id: number; data: Buffer }>('SELECT id, data FROM block').all()
  for (const { id, data } of blocks)
    db.prepare('UPDATE block SET data = ? WHERE id = ?').run(Buffer.from(data).fill(0x5a, 20, 60), id)
  db.close()
}
