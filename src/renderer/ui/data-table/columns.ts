import { createColumnHelper, type RowData, tableFeatures } from '@tanstack/react-table'

export interface ColumnMeta {
  /** A CSS grid track, such as `120px` or `minmax(140px, 1fr)`. */
  readonly track: string
  readonly align?: 'end'
  /** The name the list's sort knows this column by; absent where it cannot be sorted. */
  readonly sort?: string
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library takes the type of `meta` from a phantom value
export const features = tableFeatures({ columnMeta: {} as ColumnMeta })
export type Features = typeof features

/** Makes the columns of a list, in reading order. */
export function columnsOf<Row extends RowData>() {
  return createColumnHelper<Features, Row>()
}
