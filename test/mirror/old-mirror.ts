import { openMirror, setMeta } from '../../src/main/store/mirror/open.ts'
import { tables } from '../../src/main/sync/resources/all.ts'
import { Answering } from '../../src/main/workers/answering.ts'
import type { MirrorQueries, QueryName } from '../../src/main/workers/queries.ts'

/** As if an earlier version had written the mirror, in a shape that differs as this SQL says. */
export function makeOld(folder: string, sql = ''): void {
  const { db } = openMirror(folder, tables)
  setMeta(db, 'fingerprint', 'older')
  db.exec(sql)
  db.close()
}

/** A reader as a thread has it, asked at once. */
export class Asked extends Answering {
  ask<Name extends QueryName>(
    name: Name,
    input: Parameters<MirrorQueries[Name]>[1],
  ): ReturnType<MirrorQueries[Name]> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it answers the query of that very name
    return this.answer({ name, input }) as ReturnType<MirrorQueries[Name]>
  }
}
