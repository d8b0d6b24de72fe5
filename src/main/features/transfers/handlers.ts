import type { transfersContract } from '../../../shared/features/transfers/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { given, order } from '../command.ts'
import type { OpenAccount } from '../context.ts'
import { previewReversal, previewTransfer, transferParams } from './preview.ts'

export function transfersHandlers(open: OpenAccount): FeatureHandlers<typeof transfersContract> {
  return {
    list: async ({ account, ...input }) => await (await open(account)).query('transfers.list', input),
    summary: async ({ account, ...input }) => await (await open(account)).query('transfers.summary', input),
    get: async ({ account, id }) => await (await open(account)).query('transfers.get', { id }),
    preview: async (input) => await previewTransfer(await open(input.account), input),
    create: async (input) =>
      await order(await open(input.account), 'transfer', input, {
        ...transferParams(input),
        ...given('description', input.description),
      }),
    previewReversal: async ({ account, transfer }) => await previewReversal(await open(account), transfer),
    reverse: async (input) =>
      await order(await open(input.account), 'transfer_reversal', input, {
        transfer: input.transfer,
        ...given('refund_application_fee', input.refundApplicationFee),
        ...given('description', input.description),
      }),
  }
}
