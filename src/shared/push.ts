import { z } from 'zod'
import { accountsStateSchema } from './features/accounts/contract.ts'
import { bulkBatchSchema } from './features/bulk-refunds/contract.ts'
import { operationSchema } from './features/operations/contract.ts'
import { settingsSchema } from './features/settings/contract.ts'
import { syncStatusSchema } from './features/sync/contract.ts'
import { accountIdSchema } from './ids.ts'

/** What main tells the page without being asked. */
export const pushSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accounts'), state: accountsStateSchema }),
  z.object({ type: z.literal('sync'), status: syncStatusSchema }),
  /** Rows of these Stripe object types changed in the mirror. */
  z.object({ type: z.literal('mirror'), account: accountIdSchema, objects: z.array(z.string()) }),
  z.object({ type: z.literal('operation'), operation: operationSchema }),
  /** Drafts, holds or approvals changed. */
  z.object({ type: z.literal('queue'), account: accountIdSchema }),
  /** A bulk refund got further. */
  z.object({ type: z.literal('bulk_refund'), account: accountIdSchema, batch: bulkBatchSchema }),
  z.object({ type: z.literal('settings'), settings: settingsSchema }),
])
export type Push = z.infer<typeof pushSchema>
