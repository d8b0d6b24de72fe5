import { z } from 'zod'
import { accountIdSchema, heldIdSchema, stripeIdSchema } from '../../ids.ts'
import { moneySchema } from '../../money.ts'
import { commandShape, operationSchema, previewShape } from '../operations/contract.ts'

/** What a refund of an application fee would do (https://docs.stripe.com/api/fee_refunds). */
export const applicationFeeRefundPreviewSchema = z
  .object({
    fee: moneySchema,
    alreadyRefunded: moneySchema,
    remaining: moneySchema,
    /** The connected account that gets it back. */
    connectedAccount: heldIdSchema,
    charge: heldIdSchema,
    /** What the platform has available in the fee's currency; null where the key may not read balances. */
    available: moneySchema.nullable(),
    ...previewShape,
  })
  .readonly()
export type ApplicationFeeRefundPreview = z.infer<typeof applicationFeeRefundPreviewSchema>

export const applicationFeesContract = {
  previewRefund: {
    input: z.object({ account: accountIdSchema, fee: stripeIdSchema }).strict().readonly(),
    output: applicationFeeRefundPreviewSchema,
  },
  refund: {
    input: z
      .object({ ...commandShape, fee: stripeIdSchema })
      .strict()
      .readonly(),
    output: operationSchema,
  },
} as const
