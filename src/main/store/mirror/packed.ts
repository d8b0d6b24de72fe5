import { type BlockLines, packBlock, unpackBlock } from './blocks.ts'
import { integer, type StripeObject } from './stripe-object.ts'
import type { Cell, MirrorTable } from './table.ts'
import { keptTime } from './time-key.ts'

/** An object as a table takes it: what lists are sorted and joined by, without the JSON. */
export interface PackedRow {
  readonly id: string
  /** Stripe's word in `object`. */
  readonly type: string
  readonly created: number
  /** Stripe said that it is gone. */
  readonly deleted: boolean
  /** In the order of the table's columns; null for a type without a table. */
  readonly cells: readonly Cell[] | null
}

/** Objects taken apart and compressed, so that little is left to do for the thread that writes them. */
export interface PackedObjects {
  readonly rows: readonly PackedRow[]
  /** The JSON of all rows, in their order; see `blocks.ts`. */
  readonly data: Uint8Array
}

export function packRow(object: StripeObject, table: MirrorTable | undefined): PackedRow {
  return {
    id: object.id,
    type: object.object,
    created: keptTime(integer(object, 'created') ?? 0),
    deleted: object['deleted'] === true,
    cells: table?.columns.map(({ read }) => read(object)) ?? null,
  }
}

/** `texts`: the JSON of the objects, where it is at hand. */
export function packObjects(
  objects: readonly StripeObject[],
  tableOf: (type: string) => MirrorTable | undefined,
  texts = objects.map((object) => JSON.stringify(object)),
): PackedObjects {
  return {
    rows: objects.map((object) => packRow(object, tableOf(object.object))),
    data: packBlock(texts),
  }
}

/** The JSON of single rows; nothing is unpacked before the first is asked for. */
export function textsOf({ data }: PackedObjects): (slot: number) => string {
  let lines: BlockLines | undefined
  return (slot) => {
    lines ??= unpackBlock(data)
    return lines.at(slot) ?? ''
  }
}
