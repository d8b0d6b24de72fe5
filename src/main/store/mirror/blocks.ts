import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Database, Statement } from 'better-sqlite3'
import { damagedFile } from '../database.ts'

/** Objects stored together; larger blocks compress little better and cost more to read one object from. */
const OBJECTS_PER_BLOCK = 100
const CACHED_BLOCKS = 16

/** Where the JSON of one object lies. */
export interface Place {
  readonly block: number
  readonly slot: number
}

const SETTINGS = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_windowLog]: 20 } }

/** Used again for each block: to make and free as much memory every time costs what the compression itself does. */
const scratch = Buffer.allocUnsafe(2 * 1024 * 1024)
const LONGEST_CHARACTER = 3
const LINE_BREAK = 0x0a

export function packBlock(texts: readonly string[]): Buffer {
  const most = texts.reduce((sum, text) => sum + LONGEST_CHARACTER * text.length + 1, 0)
  const lines = most <= scratch.length ? scratch : Buffer.allocUnsafe(most)
  let end = 0
  for (const text of texts) {
    end += lines.write(text, end)
    lines[end] = LINE_BREAK
    end += 1
  }
  return zstdCompressSync(lines.subarray(0, end - 1), SETTINGS)
}

/** Most blocks unpacked in one piece or two, where zlib by itself would put a dozen together. */
const UNPACKING = { chunkSize: 128 * 1024 }

/** The JSON of a block's objects, one a line, made text one by one: mostly one of a hundred is wanted. */
export class BlockLines {
  readonly #data: Buffer
  /** Where each line begins, and where one more would. */
  readonly #starts: readonly number[]

  constructor(data: Buffer) {
    this.#data = data
    const starts = [0]
    // JSON as one line never holds a line break of its own.
    for (let at = data.indexOf(LINE_BREAK); at >= 0; at = data.indexOf(LINE_BREAK, at + 1))
      starts.push(at + 1)
    starts.push(data.length + 1)
    this.#starts = starts
  }

  at(slot: number): string | undefined {
    const [start, next] = [this.#starts[slot], this.#starts[slot + 1]]
    return start === undefined || next === undefined
      ? undefined
      : this.#data.toString('utf8', start, next - 1)
  }
}

/** Throws on what is no compressed block. */
export function unpackBlock(data: Uint8Array): BlockLines {
  return new BlockLines(zstdDecompressSync(data, UNPACKING))
}

/** Reads JSON by place, keeping the blocks read last at hand. */
export class BlockReader {
  readonly #db: Database
  readonly #select: Statement<[number], { data: Buffer }>
  readonly #cache = new Map<number, BlockLines>()

  constructor(db: Database, table = 'block') {
    this.#db = db
    this.#select = db.prepare(`SELECT data FROM ${table} WHERE id = ?`)
  }

  read({ block, slot }: Place): string {
    const text = this.#lines(block).at(slot)
    if (text === undefined) throw damagedFile(this.#db.name, `block ${block} has no object ${slot}`)
    return text
  }

  forget(block: number): void {
    this.#cache.delete(block)
  }

  #lines(block: number): BlockLines {
    const known = this.#cache.get(block)
    if (known !== undefined) return known
    const row = this.#select.get(block)
    if (row === undefined) throw damagedFile(this.#db.name, `block ${block} is missing`)
    const lines = this.#unpack(block, row.data)
    const oldest = this.#cache.keys().next()
    if (this.#cache.size >= CACHED_BLOCKS && !oldest.done) this.#cache.delete(oldest.value)
    this.#cache.set(block, lines)
    return lines
  }

  #unpack(block: number, data: Uint8Array): BlockLines {
    try {
      return unpackBlock(data)
    } catch (cause) {
      throw damagedFile(this.#db.name, `block ${block} cannot be unpacked`, cause)
    }
  }
}

/** Collects JSON during a transaction and writes it in blocks; blocks nothing points at any more are dropped. */
export class BlockWriter {
  readonly #insert: Statement<[number, Uint8Array]>
  readonly #use: Statement<[number, number]>
  readonly #release: Statement<[number], { live: number }>
  readonly #dropBlock: Statement<[number]>
  readonly #dropUse: Statement<[number]>
  readonly #reader: BlockReader
  readonly #last: Statement<[], { id: number }>
  #next: number
  #texts: string[] = []
  /** Texts of the current block that were replaced before it was written. */
  #replaced = 0

  constructor(db: Database, reader: BlockReader) {
    this.#insert = db.prepare('INSERT INTO block VALUES (?, ?)')
    this.#use = db.prepare('INSERT INTO block_use VALUES (?, ?)')
    this.#release = db.prepare('UPDATE block_use SET live = live - 1 WHERE block = ? RETURNING live')
    this.#dropBlock = db.prepare('DELETE FROM block WHERE id = ?')
    this.#dropUse = db.prepare('DELETE FROM block_use WHERE block = ?')
    this.#last = db.prepare('SELECT coalesce(max(id), 0) AS id FROM block')
    this.#reader = reader
    this.#next = 0
  }

  /** Once per transaction, so that one rolled back leaves nothing behind. */
  begin(): void {
    this.#next = (this.#last.get()?.id ?? 0) + 1
    this.#texts = []
    this.#replaced = 0
  }

  /** JSON by place, also what this transaction has added and not written yet. */
  read(place: Place): string {
    const pending = place.block === this.#next ? this.#texts[place.slot] : undefined
    return pending ?? this.#reader.read(place)
  }

  add(text: string): Place {
    const place = { block: this.#next, slot: this.#texts.length }
    this.#texts.push(text)
    if (this.#texts.length === OBJECTS_PER_BLOCK) this.flush()
    return place
  }

  /** Ends the current block: after the last object of a type, since unlike objects compress badly together. */
  flush(): void {
    if (this.#texts.length === 0) return
    this.#insert.run(this.#next, packBlock(this.#texts))
    this.#use.run(this.#next, this.#texts.length - this.#replaced)
    this.#reader.forget(this.#next)
    this.#next += 1
    this.#texts = []
    this.#replaced = 0
  }

  /** Writes a block made beforehand; `use` says how many of its objects are wanted. */
  whole(data: Uint8Array, use: (block: number) => number): void {
    this.flush()
    const block = this.#next
    this.#next += 1
    this.#insert.run(block, data)
    const live = use(block)
    if (live > 0) this.#use.run(block, live)
    else this.#dropBlock.run(block)
  }

  release(block: number): void {
    if (block === this.#next && this.#texts.length > 0) {
      this.#replaced += 1
      return
    }
    if (this.#release.get(block)?.live !== 0) return
    this.#dropBlock.run(block)
    this.#dropUse.run(block)
    this.#reader.forget(block)
  }
}
