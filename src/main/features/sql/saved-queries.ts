import { CounterfoilError } from '../../../shared/errors.ts'
import { MOST_SAVED, type SavedQuery } from '../../../shared/features/sql/contract.ts'

export interface SavedQueriesFile {
  readonly read: () => readonly SavedQuery[]
  readonly write: (queries: readonly SavedQuery[]) => void
}

/** The queries kept by name, for all accounts. */
export class SavedQueries {
  readonly #file: SavedQueriesFile

  constructor(file: SavedQueriesFile) {
    this.#file = file
  }

  all(): readonly SavedQuery[] {
    return this.#file.read()
  }

  /** Replaces the one of the same name. A file with one too many could not be read any more. */
  save(query: SavedQuery): readonly SavedQuery[] {
    const others = this.all().filter(({ name }) => name !== query.name)
    if (others.length >= MOST_SAVED) {
      throw new CounterfoilError('saved_queries_full', `${MOST_SAVED} queries are saved already`)
    }
    return this.#keep([...others, query])
  }

  forget(name: string): readonly SavedQuery[] {
    return this.#keep(this.all().filter((query) => query.name !== name))
  }

  #keep(queries: readonly SavedQuery[]): readonly SavedQuery[] {
    this.#file.write(queries.toSorted((a, b) => a.name.localeCompare(b.name)))
    return this.all()
  }
}
