import { z } from 'zod'
import type { OperationKind } from '../operation-kind.ts'
import {
  DAY,
  amountParam,
  availableOf,
  checkAmount,
  checkAvailable,
  checkRemaining,
  currencyParam,
  idParam,
  madeBy,
  metadataAnswer,
  metadataParam,
} from './common.ts'
import {
  accountName,
  readDestination,
  recentTransfers,
  sourceRemaining,
  transferBlocker,
} from './transfer-state.ts'

/** Parameters of `POST /v1/transfers` (https://docs.stripe.com/api/transfers/create). */
const paramsSchema = z
  .object({
    amount: amountParam,
    currency: currencyParam,
    destination: idParam,
    source_transaction: idParam.exactOptional(),
    transfer_group: z.string().max(255).exactOptional(),
    description: z.string().max(500).exactOptional(),
    metadata: metadataParam,
  })
  .strict()
type TransferParams = z.infer<typeof paramsSchema>

const answerSchema = z.object({
  object: z.literal('transfer'),
  id: idParam,
  amount: z.int(),
  metadata: metadataAnswer,
})

function understand(answer: unknown, params: TransferParams) {
  const transfer = answerSchema.safeParse(answer).data
  if (transfer === undefined || transfer.amount !== params.amount || !madeBy(transfer, params)) return null
  return { id: transfer.id, status: 'paid' }
}

export const transferKind: OperationKind<TransferParams> = {
  name: 'transfer',
  params: paramsSchema,
  describe: ({ destination, description }) => ({
    target: destination,
    reason: description ?? null,
    connectedAccount: null,
  }),
  guard: async (stripe, params, { amount, now }) => {
    const { destination, currency, source_transaction: source } = params
    checkAmount(amount, currency)
    const [account, recent, newest] = await Promise.all([
      readDestination(stripe, destination),
      recentTransfers(stripe, destination, now - DAY),
      stripe.transfers.list({ destination, limit: 1 }),
    ])
    const blocker = transferBlocker(account)
    if (blocker !== null) throw blocker
    if (source === undefined) checkAvailable(amount, availableOf(await stripe.balance.retrieve(), currency))
    else {
      const { remaining } = await sourceRemaining(stripe, source)
      checkAmount(amount, remaining.currency)
      checkRemaining(amount, remaining.amount, 'source_exceeded')
    }
    const similar = recent.find((each) => each.amount === amount.amount && each.currency === currency)
    return {
      // A transfer has no parent: the newest one to the account stands for the state that the operator saw.
      state: [destination, newest.data[0]?.id ?? 'none'].join(' '),
      subject: accountName(account) ?? destination,
      similar: similar === undefined ? null : { id: similar.id, at: similar.created },
    }
  },
  send: async (stripe, params, idempotencyKey) => await stripe.transfers.create(params, { idempotencyKey }),
  understand,
  lookUp: async (stripe, params, since) => {
    const transfers = await recentTransfers(stripe, params.destination, since)
    const made = transfers.find((each) => madeBy(each, params))
    return made === undefined ? null : { id: made.id, status: 'paid' }
  },
  touched: (_params, result) => (result === null ? [] : [{ type: 'transfer', id: result.id }]),
}
