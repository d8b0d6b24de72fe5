import { z } from 'zod'
import { operationKindSchema, operationStateSchema } from '../../../shared/features/operations/contract.ts'

export const operationsTabs = [
  'all',
  'needs_person',
  'unknown',
  'held',
  'awaiting_approval',
  'draft',
] as const
export const operationsTabSchema = z.enum(operationsTabs)
export type OperationsTab = z.infer<typeof operationsTabSchema>

/** What the address holds of the operations. */
export const operationsSearchSchema = z.object({
  tab: operationsTabSchema.optional().catch(undefined),
  state: z.array(operationStateSchema).readonly().optional().catch(undefined),
  kind: z.array(operationKindSchema).readonly().optional().catch(undefined),
  operation: z.string().optional().catch(undefined),
})
export type OperationsSearch = z.infer<typeof operationsSearchSchema>
