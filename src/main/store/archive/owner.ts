import type { Database } from 'better-sqlite3'

/** The account's id, and `test` or `live`. */
type OwnerPart = 'account' | 'mode'

/** Which account, in which mode, a folder holds: written once and never changed, in the file that no damage takes away. */
export class FolderOwner {
  readonly #archive: Database

  constructor(archive: Database) {
    this.#archive = archive
  }

  get(part: OwnerPart): string | null {
    return (
      this.#archive.prepare<[string], { value: string }>('SELECT value FROM owner WHERE part = ?').get(part)
        ?.value ?? null
    )
  }

  keep(part: OwnerPart, value: string): void {
    if (this.get(part) !== null) return
    this.#archive
      .prepare<[string, string]>('INSERT INTO owner VALUES (?, ?) ON CONFLICT (part) DO NOTHING')
      .run(part, value)
  }
}
