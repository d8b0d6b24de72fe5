import { CounterfoilError } from '../../../shared/errors.ts'
import type {
  TransferPreview,
  TransferReversalPreview,
  transfersContract,
} from '../../../shared/features/transfers/contract.ts'
import type { ParsedInputOf } from '../../../shared/ipc.ts'
import { money } from '../../../shared/money.ts'
import { actingOn, availableOf, idOf, readIfAllowed, moneyAtStripe } from '../../operations/kinds/common.ts'
import {
  accountName,
  readDestination,
  sourceRemaining,
  transferCapability,
} from '../../operations/kinds/transfer-state.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { given } from '../command.ts'
import type { AccountContext } from '../context.ts'

type PreviewInput = ParsedInputOf<(typeof transfersContract)['preview']>

/** A transfer's parameters under Stripe's names. */
export function transferParams({
  destination,
  sourceTransaction,
  transferGroup,
}: Omit<PreviewInput, 'account' | 'amount'>): object {
  return {
    destination,
    ...given('source_transaction', sourceTransaction),
    ...given('transfer_group', transferGroup),
  }
}

export async function previewTransfer(
  context: AccountContext,
  input: PreviewInput,
): Promise<TransferPreview> {
  const { amount, destination, sourceTransaction } = input
  const stripe = context.stripe()
  const params = { ...transferParams(input), amount: amount.amount, currency: amount.currency }
  try {
    const [balance, account, source, checked] = await Promise.all([
      stripe.balance.retrieve(),
      readDestination(stripe, destination).catch((error: unknown) => unlessMissing(error)),
      sourceTransaction === null ? null : sourceRemaining(stripe, sourceTransaction),
      amount.amount <= 0
        ? {
            similar: context.operations.onTarget(destination),
            blockers: [noAmount(amount.currency)],
            guarded: null,
          }
        : context.money.submissions.check({ kind: 'transfer', amount, params }),
    ])
    const available = availableOf(balance, amount.currency)
    return {
      available,
      // What is bound to a charge does not come out of the balance that is available now.
      balanceAfter: money(available.amount - (source === null ? amount.amount : 0), amount.currency),
      destinationName: accountName(account),
      capability: transferCapability(account),
      sourceRemaining: source?.remaining ?? null,
      warnings: [
        ...(checked.similar.length > 0 || checked.guarded?.similar ? (['recent_similar'] as const) : []),
        ...(source?.pending === true ? (['source_pending'] as const) : []),
        ...(source === null ? (['no_source'] as const) : []),
      ],
      similar: [...checked.similar],
      blockers: [...checked.blockers],
    }
  } catch (error) {
    throw mapStripeError(error)
  }
}

export async function previewReversal(context: AccountContext, id: string): Promise<TransferReversalPreview> {
  const stripe = context.stripe()
  try {
    const transfer = await stripe.transfers.retrieve(id)
    const { currency } = transfer
    const destination = idOf(transfer.destination)
    const [account, balance] =
      destination === null
        ? [null, null]
        : await Promise.all([
            readIfAllowed(() => stripe.accounts.retrieve(destination)),
            readIfAllowed(() => stripe.balance.retrieve({}, actingOn(destination))),
          ])
    const remaining = moneyAtStripe(transfer.amount - transfer.amount_reversed, currency)
    const destinationAvailable = balance === null ? null : availableOf(balance, currency)
    const similar = context.operations.onTarget(id)
    const isShort = destinationAvailable !== null && destinationAvailable.amount < remaining.amount
    return {
      transferred: moneyAtStripe(transfer.amount, currency),
      alreadyReversed: moneyAtStripe(transfer.amount_reversed, currency),
      remaining,
      destinationName: accountName(account),
      destinationAvailable,
      warnings: [
        ...(similar.length > 0 ? (['recent_similar'] as const) : []),
        ...(isShort ? (['destination_short'] as const) : []),
      ],
      similar,
      blockers:
        remaining.amount > 0
          ? []
          : [
              new CounterfoilError('source_exceeded', 'The transfer is reversed in full', {
                params: { remaining: 0, currency },
              }).failure,
            ],
    }
  } catch (error) {
    throw mapStripeError(error)
  }
}

const noAmount = (currency: string) =>
  new CounterfoilError('amount_invalid', 'No amount', { field: 'amount', params: { currency, step: 1 } })
    .failure

/** A missing destination is among the blockers already. */
function unlessMissing(error: unknown): null {
  if (error instanceof CounterfoilError && error.failure.code === 'destination_not_found') return null
  throw error
}
