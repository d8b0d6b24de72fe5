import type {
  AccountStanding,
  Attention,
  CurrencyStanding,
  StandingPeriod,
  Volume,
} from '../../../shared/features/all-accounts/contract.ts'
import type { CurrencyBalance } from '../../../shared/features/balances/contract.ts'
import type { DisputeStatus } from '../../../shared/features/disputes/contract.ts'
import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { listApprovals } from '../../approvals/approvals.ts'
import { listHolds } from '../../limits/holds.ts'
import type { AccountContext } from '../context.ts'

interface StandingInput {
  readonly timeZone: string
  readonly periods: Readonly<Record<StandingPeriod, { readonly from: number; readonly to: number }>>
}

const TO_ANSWER: readonly DisputeStatus[] = ['needs_response', 'warning_needs_response']
const OPEN: readonly DisputeStatus[] = [...TO_ANSWER, 'under_review', 'warning_under_review']

/** Where an account stands, from the answers of the features that know its parts. */
export async function accountStanding(
  context: AccountContext,
  input: StandingInput,
): Promise<AccountStanding> {
  const [{ balances, freshness }, paid, attention] = await Promise.all([
    context.query('balances.get', {}),
    context.query('payments.currencies', {}),
    attentionOf(context, input),
  ])
  const held = new Map(balances.map((balance) => [balance.currency, balance]))
  const currencies = new Set([...paid, ...held.keys()])
  // Amounts of unknown currencies are never added up, neither here nor with another account's.
  currencies.delete(UNKNOWN_CURRENCY)
  return {
    currencies: await Promise.all(
      Array.from(currencies, (currency) => currencyStanding(context, currency, held.get(currency), input)),
    ),
    attention,
    freshness,
  }
}

async function currencyStanding(
  context: AccountContext,
  currency: string,
  balance: CurrencyBalance | undefined,
  { timeZone, periods }: StandingInput,
): Promise<CurrencyStanding> {
  const volume = async (period: StandingPeriod): Promise<Volume> => {
    const question = { currency, ...periods[period], interval: 'month', timeZone } as const
    const { gross, refunds, net } = (await context.query('overview.figures', question)).total
    return { gross, refunds, net }
  }
  const [today, last7, last30] = await Promise.all([volume('today'), volume('last7'), volume('last30')])
  return {
    currency,
    balance:
      balance === undefined ? null : { available: balance.available.total, pending: balance.pending.total },
    volumes: { today, last7, last30 },
  }
}

async function attentionOf(context: AccountContext, { periods }: StandingInput): Promise<Attention> {
  const { operations, money } = context
  const { from, to } = periods.last30
  const [open, toAnswer, failed] = await Promise.all([
    context.query('disputes.summary', { filter: { statuses: OPEN } }),
    context.query('disputes.summary', { filter: { statuses: TO_ANSWER } }),
    context.query('payouts.summary', { filter: { statuses: ['failed'], created: { gte: from, lt: to } } }),
  ])
  const counts = operations.counts()
  const holds = listHolds(money.ledger).filter(({ state }) => state === 'waiting' || state === 'releasing')
  const approvals = listApprovals(money.ledger, money.now()).filter(({ state }) => state === 'waiting')
  return {
    disputesOpen: open.count,
    disputesToAnswer: toAnswer.count,
    payoutsFailed: failed.count,
    operationsUnknown: counts.get('unknown') ?? 0,
    operationsNeedPerson: counts.get('needs_person') ?? 0,
    operationsHeld: holds.length,
    operationsToApprove: approvals.length,
  }
}
