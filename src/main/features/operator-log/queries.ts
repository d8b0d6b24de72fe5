import { text } from '../../store/mirror/stripe-object.ts'
import type { Reader } from '../../store/reader.ts'

/** The tables of objects that operations leave their metadata on. */
const TABLES = ['refund', 'payout', 'transfer'] as const
const MOST = 20_000

export interface AnchorText {
  readonly head: string
  readonly source: string
}

/** The newest heads of the operator log in the metadata of mirrored objects. */
function anchors(reader: Reader, _input: Readonly<Record<string, never>>): readonly AnchorText[] {
  return TABLES.flatMap((table) =>
    reader
      .all<{ id: string; block: number; slot: number }>(
        `SELECT id, block, slot FROM ${table} WHERE operation IS NOT NULL ORDER BY n DESC LIMIT ${MOST}`,
      )
      .flatMap(({ id, ...place }) => {
        const head = text(JSON.parse(reader.blocks.read(place)), 'metadata.counterfoil_log')
        return head === null ? [] : [{ head, source: id }]
      }),
  )
}

export const operatorLogQueries = { 'operatorLog.anchors': anchors }
