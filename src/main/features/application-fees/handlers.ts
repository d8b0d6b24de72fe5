import { CounterfoilError } from '../../../shared/errors.ts'
import type {
  ApplicationFeeRefundPreview,
  applicationFeesContract,
} from '../../../shared/features/application-fees/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { availableOf, idOf, readIfAllowed, moneyAtStripe } from '../../operations/kinds/common.ts'
import { order } from '../command.ts'
import type { AccountContext, OpenAccount } from '../context.ts'

async function previewRefund(context: AccountContext, id: string): Promise<ApplicationFeeRefundPreview> {
  try {
    const stripe = context.stripe()
    const [fee, balance] = await Promise.all([
      stripe.applicationFees.retrieve(id),
      readIfAllowed(() => stripe.balance.retrieve()),
    ])
    const { currency } = fee
    const remaining = moneyAtStripe(fee.amount - fee.amount_refunded, currency)
    return {
      fee: moneyAtStripe(fee.amount, currency),
      alreadyRefunded: moneyAtStripe(fee.amount_refunded, currency),
      remaining,
      connectedAccount: idOf(fee.account) ?? '',
      charge: idOf(fee.charge) ?? '',
      available: balance === null ? null : availableOf(balance, currency),
      similar: context.operations.onTarget(id),
      blockers:
        remaining.amount > 0
          ? []
          : [new CounterfoilError('already_refunded', 'This fee is refunded in full').failure],
    }
  } catch (error) {
    throw mapStripeError(error)
  }
}

export function applicationFeesHandlers(open: OpenAccount): FeatureHandlers<typeof applicationFeesContract> {
  return {
    previewRefund: async ({ account, fee }) => await previewRefund(await open(account), fee),
    refund: async (input) =>
      await order(await open(input.account), 'application_fee_refund', input, { fee: input.fee }),
  }
}
