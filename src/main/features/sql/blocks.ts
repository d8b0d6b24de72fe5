import type { Database } from 'better-sqlite3'
import { type BlockLines, unpackBlock } from '../../store/mirror/blocks.ts'

const CACHED_BLOCKS = 16

type Blocks = 'object' | 'event'

/** What is stored for a row cannot be read. */
export class UnreadableBlock extends Error {
  override readonly name = 'UnreadableBlock'
  /** What the block holds. */
  readonly of: Blocks
  readonly block: number

  constructor(of: Blocks, block: number, found: string, options?: ErrorOptions) {
    super(`block ${block} ${found}`, options)
    this.of = of
    this.block = block
  }
}

/**
 * JSON by its place, for SQL. The statement itself hands over the block's data, so that both are of one snapshot however
 * often the mirror is written meanwhile; only for the first of a block's objects, as the others are found unpacked.
 */
export class StatementBlocks {
  readonly #cache = new Map<number, BlockLines>()
  readonly #name: Blocks

  constructor(db: Database, name: Blocks) {
    this.#name = name
    db.function(`${name}_at_hand`, (block: unknown, slot: unknown) =>
      this.#atHand(Number(block), Number(slot)),
    )
    db.function(`${name}_unpacked`, (data: unknown, block: unknown, slot: unknown) =>
      this.#unpacked(data, Number(block), Number(slot)),
    )
  }

  /** An expression over a row's `block` and `slot`; `table` holds the blocks. */
  sql(table: string): string {
    return `coalesce(${this.#name}_at_hand(block, slot),
      ${this.#name}_unpacked((SELECT data FROM ${table} AS packed WHERE packed.id = block), block, slot))`
  }

  /** To be called before every statement: the number of a dropped block can be given to another. */
  forget(): void {
    this.#cache.clear()
  }

  #atHand(block: number, slot: number): string | null {
    return this.#cache.get(block)?.at(slot) ?? null
  }

  #unpacked(data: unknown, block: number, slot: number): string {
    if (!(data instanceof Uint8Array)) throw new UnreadableBlock(this.#name, block, 'is missing')
    const lines = this.#unpack(data, block)
    const text = lines.at(slot)
    if (text === undefined) throw new UnreadableBlock(this.#name, block, `has no object ${slot}`)
    const oldest = this.#cache.keys().next()
    if (this.#cache.size >= CACHED_BLOCKS && !oldest.done) this.#cache.delete(oldest.value)
    this.#cache.set(block, lines)
    return text
  }

  #unpack(data: Uint8Array, block: number): BlockLines {
    try {
      return unpackBlock(data)
    } catch (cause) {
      throw new UnreadableBlock(this.#name, block, 'cannot be unpacked', { cause })
    }
  }
}
