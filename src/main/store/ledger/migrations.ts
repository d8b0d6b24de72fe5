import type { Migration } from '../migrations.ts'
import { operationTables } from './0001-operations.ts'
import { readMeterTable } from './0002-read-meter.ts'
import { operatorLogTables } from './0003-operator-log.ts'
import { limitTables } from './0004-limits.ts'
import { approvalTables } from './0005-approvals.ts'
import { bulkRefundTables } from './0006-bulk-refunds.ts'
import { operationControls } from './0007-operation-controls.ts'
import { queuedBulkRows } from './0008-queued-bulk-rows.ts'

export const ledgerMigrations: readonly Migration[] = [
  operationTables,
  readMeterTable,
  operatorLogTables,
  limitTables,
  approvalTables,
  bulkRefundTables,
  operationControls,
  queuedBulkRows,
]
