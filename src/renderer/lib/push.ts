import type { QueryClient } from '@tanstack/react-query'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { freshnessSchema } from '../../shared/freshness.ts'
import { type Push, pushSchema } from '../../shared/push.ts'
import { keys } from './query-keys.ts'
import { Rereader } from './rereader.ts'

const FEATURES_OF: Readonly<Record<string, readonly string[]>> = {
  charge: ['payments', 'overview', 'allAccounts'],
  payment_intent: ['payments', 'overview', 'allAccounts'],
  payment_method: ['payments'],
  customer: ['payments', 'refunds', 'overview'],
  refund: ['refunds', 'payments', 'overview', 'operations', 'allAccounts'],
  dispute: ['disputes', 'payments', 'overview', 'allAccounts'],
  payout: ['payouts', 'overview', 'operations', 'allAccounts'],
  transfer: ['transfers'],
  transfer_reversal: ['transfers'],
  account: ['transfers', 'payouts'],
  balance: ['balances', 'overview', 'allAccounts'],
  balance_transaction: ['balances', 'payments', 'overview', 'allAccounts'],
}
const EVERY_FEATURE = [
  'payments',
  'refunds',
  'payouts',
  'transfers',
  'disputes',
  'balances',
  'overview',
  'allAccounts',
]
/** What a money operation may change besides itself. */
const AFTER_OPERATION = ['operations', 'operatorLog', ...EVERY_FEATURE]
/** What drafts, holds and approvals show up in. */
const AFTER_QUEUE = ['operations', 'approvals', 'limits', 'operatorLog', 'allAccounts']

/** The features whose answers may differ after rows of these Stripe object types changed. */
export function featuresTouchedBy(objects: readonly string[]): ReadonlySet<string> {
  return new Set(objects.flatMap((object) => FEATURES_OF[object] ?? EVERY_FEATURE))
}

/** What was read while history was still loading is read again once it is all here; the rest is as new as the mirror. */
function freshen(client: QueryClient, reread: Rereader, { account, freshness }: SyncStatus): void {
  const shown = client.getQueryCache().findAll({
    predicate: ({ queryKey: [feature, of] }) => of === account && EVERY_FEATURE.includes(String(feature)),
  })
  for (const query of shown) {
    const data: unknown = query.state.data
    if (typeof data !== 'object' || data === null || !('freshness' in data)) continue
    const known = freshnessSchema.safeParse(data.freshness).data
    if (known === undefined || known.asOf === freshness.asOf) continue
    if (known.complete !== freshness.complete) reread.mark(account, EVERY_FEATURE)
    else client.setQueryData(query.queryKey, { ...data, freshness })
  }
}

function apply(client: QueryClient, reread: Rereader, push: Push): void {
  switch (push.type) {
    case 'accounts':
      client.setQueryData(keys.accounts, push.state)
      return
    case 'settings':
      client.setQueryData(keys.settings, push.settings)
      return
    case 'sync':
      client.setQueryData(keys.sync(push.status.account), push.status)
      freshen(client, reread, push.status)
      return
    case 'mirror':
      reread.mark(push.account, featuresTouchedBy(push.objects))
      return
    case 'operation':
      client.setQueryData(keys.operation(push.operation.account, push.operation.id), push.operation)
      reread.mark(push.operation.account, AFTER_OPERATION)
      return
    case 'queue':
      reread.mark(push.account, AFTER_QUEUE)
      return
    case 'bulk_refund':
      client.setQueryData(keys.of('bulkRefunds', push.account, 'get', push.batch.id), push.batch)
      reread.mark(push.account, ['bulkRefunds'])
  }
}

/** Keeps the cache true to what main tells; returns the function that stops listening. */
export function listenToMain(client: QueryClient): () => void {
  const isFilling = (account: string): boolean =>
    client.getQueryData<SyncStatus>(keys.sync(account))?.freshness.complete === false
  const reread = new Rereader(client, isFilling)
  const stop = window.counterfoil.onPush((message) => apply(client, reread, pushSchema.parse(message)))
  return () => {
    reread.stop()
    stop()
  }
}
