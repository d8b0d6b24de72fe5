import type Stripe from 'stripe'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { MirrorQueries } from '../workers/queries.ts'
import type { MoneyDesk } from '../accounts/money-desk.ts'
import type { OperationsRunner } from '../operations/runner.ts'

/** Runs a named query of a feature on a reader thread; see `src/main/workers/queries.ts` for the names. */
export type RunQuery = <Name extends keyof MirrorQueries>(
  name: Name,
  input: Parameters<MirrorQueries[Name]>[1],
) => Promise<ReturnType<MirrorQueries[Name]>>

/** The sync of one account, on its own thread. */
export interface SyncControl {
  readonly status: () => SyncStatus
  readonly pollNow: () => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
  /** Reads these objects from Stripe now and writes them to the mirror, as after a money operation. */
  readonly refresh: (objects: readonly { readonly type: string; readonly id: string }[]) => Promise<void>
}

/** One open account, as the features of main see it. */
export interface AccountContext {
  readonly profile: AccountProfile
  readonly query: RunQuery
  readonly sync: SyncControl
  /** Where damage in the mirror was marked by whoever met it: all let go of the file, which is read anew. */
  readonly mend: () => void
  readonly operations: OperationsRunner
  readonly money: MoneyDesk
  /** The client for this account's key; throws `key_missing` where there is none. */
  readonly stripe: () => Stripe
}

/** Finds the open account a call names; throws `account_not_found`. */
export type OpenAccount = (account: string) => Promise<AccountContext>
