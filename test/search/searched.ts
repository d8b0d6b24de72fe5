import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { scan } from '../../src/main/features/search/scan.ts'
import { openArchive } from '../../src/main/store/archive/open.ts'
import { openMirror } from '../../src/main/store/mirror/open.ts'
import { OBJECT_OF } from '../../src/main/store/mirror/search-objects.ts'
import type { StripeObject } from '../../src/main/store/mirror/stripe-object.ts'
import { MirrorWriter } from '../../src/main/store/mirror/writer.ts'
import { Reader } from '../../src/main/store/reader.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import type { SearchNode } from '../../src/shared/search/ast.ts'
import { searchPredicate } from '../../src/shared/search/evaluate.ts'
import { type SearchableType, searchFields } from '../../src/shared/search/fields.ts'
import { parseSearch } from '../../src/shared/search/parse.ts'

const ZONE = 'Europe/Berlin'

/** A mirror of some objects that is searched as one of many rows is, and as one of few. */
export class Searched {
  readonly many: Reader
  readonly few: Reader
  readonly #folder: string
  readonly #objects: readonly StripeObject[]

  constructor(objects: readonly StripeObject[]) {
    this.#objects = objects
    this.#folder = mkdtempSync(join(tmpdir(), 'counterfoil-search-'))
    openArchive(this.#folder).close()
    const { db } = openMirror(this.#folder, tables)
    const writer = new MirrorWriter(db, tables)
    writer.transaction(() => {
      writer.put(objects)
    })
    db.close()
    // With few rows as with many: through an index, and along the table.
    this.many = new Reader(this.#folder)
    this.few = new Reader(this.#folder, 3)
  }

  close(): void {
    this.many.close()
    this.few.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** What a plain filter finds. */
  filter(type: SearchableType, ast: SearchNode): readonly string[] {
    const matches = searchPredicate(ast, { fields: searchFields[type], zone: ZONE })
    return this.#objects
      .filter((object) => object.object === OBJECT_OF[type] && matches(object))
      .map(({ id }) => id)
  }

  /** Whether a query finds, in one go and bit by bit, what a plain filter finds. */
  agrees(type: SearchableType, ast: SearchNode): boolean {
    const wanted = this.filter(type, ast).toSorted()
    return [this.many, this.few].every((reader) =>
      [100_000, 1].every((most) => isDeepStrictEqual(find(reader, type, ast, most).toSorted(), wanted)),
    )
  }
}

/** What the search finds, newest first. */
export function find(
  reader: Reader,
  type: SearchableType,
  ast: SearchNode,
  most = 100_000,
  budget = 1e9,
): readonly string[] {
  const ids: string[] = []
  let after: number | null = null
  while (true) {
    const { found, next } = scan(reader, { type, ast, zone: ZONE, direction: 'desc', after, most, budget })
    ids.push(...found.map(({ read }) => String(read()['id'])))
    if (next === null) return ids
    after = next
  }
}

export function parsedQuery(query: string, type: SearchableType): SearchNode {
  const parsed = parseSearch(query, searchFields[type])
  if (!parsed.ok) throw new Error(parsed.error.code)
  return parsed.ast
}
