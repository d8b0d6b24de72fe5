import { integerColumn, searchColumn, textColumn } from './columns.ts'
import type { Resource } from './resource.ts'

/** What was uploaded, not its content: https://docs.stripe.com/api/files/object */
export const file: Resource = {
  type: 'file',
  path: '/v1/files',
  permission: 'rak_file_read',
  columns: [
    textColumn('filename'),
    textColumn('purpose'),
    textColumn('type'),
    textColumn('title'),
    integerColumn('size'),
    integerColumn('expires_at'),
    searchColumn('filename', 'title', 'purpose'),
  ],
  indexes: [],
}
