import { CounterfoilError } from '../../shared/errors.ts'
import { Reader } from '../store/reader.ts'
import type { QueryRequest } from './messages.ts'
import { isQueryName, mirrorQueries } from './queries.ts'

/** Answers questions about one account. Opened at the first one, and again whenever another file is to be read. */
export class Answering {
  readonly #folder: string
  #reader: Reader | null = null

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Throws what the query throws, and `store_damaged`. */
  answer(request: QueryRequest): unknown {
    if (this.#reader?.shown.isOver === true) this.release()
    const reader = (this.#reader ??= new Reader(this.#folder))
    try {
      return ask(reader, request)
    } catch (error) {
      if (!reader.shown.isFailure(error) || !reader.shown.giveUp()) throw error
      this.release()
      return this.answer(request)
    }
  }

  /** Lets go of the files. */
  release(): void {
    this.#reader?.close()
    this.#reader = null
  }
}

function ask(reader: Reader, { name, input }: QueryRequest): unknown {
  if (!isQueryName(name)) throw new CounterfoilError('unknown_method', `No query ${name}`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- RunQuery types the input by the query's name
  const query = mirrorQueries[name] as (reader: Reader, input: unknown) => unknown
  // One state of the mirror for the whole question: the writer may replace a block between two statements.
  return reader.mirror.transaction(() => query(reader, input))()
}
