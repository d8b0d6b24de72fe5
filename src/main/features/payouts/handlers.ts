import type { Stripe } from 'stripe'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { BalanceTransactionRow } from '../../../shared/features/balances/contract.ts'
import type { PayoutDetail, payoutsContract } from '../../../shared/features/payouts/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { currencyCode, toldMoney } from '../../../shared/money.ts'
import { actingOn, idOf } from '../../operations/kinds/common.ts'
import { payoutReversalBlocker } from '../../operations/kinds/payout-state.ts'
import { mapStripeError } from '../../stripe/errors.ts'
import { given, order } from '../command.ts'
import type { AccountContext, OpenAccount } from '../context.ts'
import { readConnectedPayout } from './connected.ts'
import { payoutParams, previewPayout } from './preview.ts'

/** Movements shown of one payout; a large one has more. */
const MOST_TRANSACTIONS = 1000

function transactionRow(each: Stripe.BalanceTransaction): BalanceTransactionRow {
  const currency = currencyCode(each.currency)
  return {
    id: each.id,
    type: each.type,
    reportingCategory: each.reporting_category,
    amount: toldMoney(each.amount, currency),
    fee: toldMoney(each.fee, currency),
    net: toldMoney(each.net, currency),
    status: each.status,
    created: each.created,
    availableOn: each.available_on,
    source: idOf(each.source),
    description: each.description,
  }
}

/**
 * What an automatic payout paid out (https://docs.stripe.com/api/balance_transactions/list), without the movement that
 * is the payout itself; of a manual one, of which Stripe does not say what it paid out, its own movements.
 */
async function transactionsOf(
  context: AccountContext,
  { payout }: Omit<PayoutDetail, 'transactions'>,
  connectedAccount: string | null,
): Promise<PayoutDetail['transactions']> {
  try {
    const list = context
      .stripe()
      .balanceTransactions.list(
        { ...(payout.automatic ? { payout: payout.id } : { source: payout.id }), limit: 100 },
        actingOn(connectedAccount),
      )
    const rows = (await list.autoPagingToArray({ limit: MOST_TRANSACTIONS })).map(transactionRow)
    return payout.automatic ? rows.filter(({ source }) => source !== payout.id) : rows
  } catch (error) {
    const mapped = mapStripeError(error)
    if (UNREADABLE.has(mapped.failure.code)) return null
    throw mapped
  }
}

const UNREADABLE = new Set<ErrorCode>([
  'offline',
  'key_missing',
  'key_invalid',
  'key_expired',
  'permission_missing',
  'rate_limited',
  'stripe_unavailable',
])

/** The account's own id where it is a connected one, whose payouts can be reversed. */
function asConnected({ profile }: AccountContext): string | null {
  return profile.platform === null ? null : profile.stripeAccount
}

function isReversible(raw: string, connectedAccount: string): boolean {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mirror keeps the payout as Stripe sent it
  return payoutReversalBlocker(JSON.parse(raw) as Stripe.Payout, connectedAccount) === null
}

export function payoutsHandlers(open: OpenAccount): FeatureHandlers<typeof payoutsContract> {
  return {
    list: async ({ account, ...input }) => await (await open(account)).query('payouts.list', input),
    summary: async ({ account, ...input }) => await (await open(account)).query('payouts.summary', input),
    get: async ({ account, id, connectedAccount }) => {
      const context = await open(account)
      const known =
        connectedAccount === null
          ? await context.query('payouts.get', { id })
          : await readConnectedPayout(context, id, connectedAccount)
      const own = asConnected(context)
      return {
        ...known,
        canReverse: known.canReverse || (own !== null && isReversible(known.raw, own)),
        transactions: await transactionsOf(context, known, connectedAccount),
      }
    },
    preview: async (input) => await previewPayout(await open(input.account), input),
    create: async (input) =>
      await order(await open(input.account), 'payout', input, {
        ...payoutParams(input),
        ...given('description', input.description),
        ...given('statement_descriptor', input.statementDescriptor),
      }),
    cancel: async (input) =>
      await order(await open(input.account), 'payout_cancel', input, {
        payout: input.payout,
        ...given('connected_account', input.connectedAccount),
      }),
    reverse: async (input) => {
      const context = await open(input.account)
      return await order(context, 'payout_reversal', input, {
        payout: input.payout,
        ...given('connected_account', input.connectedAccount ?? asConnected(context)),
      })
    },
  }
}
