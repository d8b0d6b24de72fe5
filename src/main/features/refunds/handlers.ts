import { CounterfoilError } from '../../../shared/errors.ts'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import type { RefundPreview, refundsContract } from '../../../shared/features/refunds/contract.ts'
import type { FeatureHandlers, ParsedInputOf } from '../../../shared/ipc.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { given, order } from '../command.ts'
import type { AccountContext, OpenAccount } from '../context.ts'
import { previewRefund } from './preview.ts'

type CreateInput = ParsedInputOf<(typeof refundsContract)['create']>

async function preview(context: AccountContext, payment: string) {
  try {
    return await previewRefund(context.stripe(), payment, (charge) => context.operations.onTarget(charge))
  } catch (error) {
    throw mapStripeError(error)
  }
}

function notRefundable({ blockers }: RefundPreview): CounterfoilError {
  const [blocker] = blockers
  return blocker === undefined
    ? new CounterfoilError('payment_not_refundable', 'Nothing has been paid')
    : CounterfoilError.from(blocker)
}

/** The charge that a payment's id leads to; known already where this attempt was made before. */
async function chargeOf(context: AccountContext, { attempt, payment }: CreateInput): Promise<string> {
  const made = context.operations.attempted(attempt)
  if (made !== null) return made.target
  const { state, preview: shown } = await preview(context, payment)
  if (state === null) throw notRefundable(shown)
  return state.charge.id
}

async function create(context: AccountContext, input: CreateInput): Promise<Operation> {
  const { reason, refundApplicationFee, reverseTransfer } = input
  return await order(context, 'refund', input, {
    charge: await chargeOf(context, input),
    ...given('reason', reason),
    ...given('refund_application_fee', refundApplicationFee),
    ...given('reverse_transfer', reverseTransfer),
  })
}

export function refundsHandlers(open: OpenAccount): FeatureHandlers<typeof refundsContract> {
  return {
    list: async ({ account, ...input }) => await (await open(account)).query('refunds.list', input),
    summary: async ({ account, ...input }) => await (await open(account)).query('refunds.summary', input),
    preview: async ({ account, payment }) => (await preview(await open(account), payment)).preview,
    create: async (input) => await create(await open(input.account), input),
  }
}
