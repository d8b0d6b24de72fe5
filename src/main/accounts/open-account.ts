import { mkdirSync } from 'node:fs'
import type { Stripe } from 'stripe'
import { CounterfoilError } from '../../shared/errors.ts'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { AccountContext } from '../features/context.ts'
import { Journal } from '../operations/journal.ts'
import { operationKindTable } from '../operations/kinds.ts'
import { ResultWatch } from '../operations/result-watch.ts'
import { OperationsRunner } from '../operations/runner.ts'
import { ServerClock } from '../operations/server-clock.ts'
import { openLedger } from '../store/ledger/open.ts'
import { isLoopback } from '../stripe/api-base.ts'
import { createStripe } from '../stripe/client.ts'
import type { AccountServices, AccountServicesOptions } from '../workers/account-services.ts'
import { type MoneyDesk, type MoneyDeskListener, openMoneyDesk } from './money-desk.ts'

/** Starts the threads of an account's mirror. */
export type OpenServices = (options: Omit<AccountServicesOptions, 'entries'>) => Promise<AccountServices>

interface OpenOptions {
  readonly profile: AccountProfile
  readonly folder: string
  readonly key: string | null
  readonly openServices: OpenServices
  readonly onStatus: (status: SyncStatus) => void
  readonly onChanged: (objects: readonly string[]) => void
  readonly onOperation: (operation: Operation) => void
  /** Without one, nothing that must be confirmed is. */
  readonly money?: MoneyDeskListener
  readonly onError: (line: string, error: unknown) => void
}

const NOBODY: MoneyDeskListener = {
  confirm: () => Promise.resolve(false),
  onQueue: () => {},
  onBulk: () => {},
}
/** Longest wait at the end for what is being sent, milliseconds; later it is settled at the next start. */
const LAST_ANSWERS = 5000

/** One account with its files open. */
export interface OpenedAccount {
  readonly context: AccountContext
  /** Replaces the key everywhere it is held; null takes it out. */
  readonly setKey: (key: string | null) => void
  readonly setProfile: (profile: AccountProfile) => void
  /** Whether somebody is looking; what nobody looks at is read more rarely. */
  readonly setWatched: (watched: boolean) => void
  readonly close: () => Promise<void>
}

/**
 * Opens an account's folder: ledger and journal here, mirror and archive on their threads. What an earlier run left
 * open is settled in the background. Throws what the ledger or the mirror throw; works without a key and offline.
 */
export async function openAccount(options: OpenOptions): Promise<OpenedAccount> {
  const { folder, onError } = options
  const { apiBase } = options.profile
  const stripeAccount = options.profile.platform === null ? null : options.profile.stripeAccount
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ledger = openLedger(folder)
  const clock = new ServerClock()
  let profile = options.profile
  let key = options.key
  let client: Stripe | null = null
  let online = false
  let closing = false
  let results: ResultWatch | null = null

  const stripe = (): Stripe => {
    if (key === null) throw new CounterfoilError('key_missing', 'This account has no key in this session')
    client ??= createStripe({
      key,
      apiBase,
      stripeAccount,
      share: 0.25,
      onRequest: ({ method, status, serverTime }) => {
        clock.observe(serverTime)
        if (method === 'GET' && status !== null) services.sync.countReads(1)
      },
    })
    return client
  }

  const services = await options
    .openServices({
      profile,
      folder,
      key,
      apiBase,
      stripeAccount,
      onStatus: (status) => {
        const returned = status.online && !online
        online = status.online
        if (returned && key !== null) operations.retryNow()
        if (returned) results?.lookSoon()
        options.onStatus(status)
      },
      onChanged: (types) => {
        results?.changed(types)
        options.onChanged(types)
      },
      onError: (error) => onError(`the mirror of ${profile.id}`, error),
    })
    .catch((error: unknown) => {
      ledger.close()
      throw error
    })

  let money: MoneyDesk | null = null
  const journal = new Journal(ledger, profile.id)
  const told = (operation: Operation): void => {
    money?.operationChanged(operation)
    options.onOperation(operation)
  }
  results = new ResultWatch({
    journal,
    statusesOf: async (wanted) => await services.query('operations.statuses', wanted),
    now: () => clock.now(),
    onChange: (id) => told(operations.get(id)),
    onError,
    every: apiBase !== null && isLoopback(apiBase) ? 300 : 5000,
  })
  if (online) results.lookSoon()
  const operations = new OperationsRunner({
    account: profile.id,
    stripeAccount: profile.stripeAccount,
    livemode: profile.mode === 'live',
    journal,
    kinds: operationKindTable,
    stripe,
    clock,
    retryAfter: apiBase !== null && isLoopback(apiBase) ? 2000 : 15_000,
    onChange: told,
    onTouched: (objects) => {
      services.sync.refresh(objects).catch((error: unknown) => {
        // At the end it is broken off; the next start reads what changed.
        if (!closing) onError('reading a changed object again', error)
      })
    },
    onError,
  })
  const desk = openMoneyDesk({
    ledger,
    runner: operations,
    profile: () => profile,
    now: () => clock.now(),
    listener: options.money ?? NOBODY,
    onError,
  })
  money = desk
  desk.resume()
  if (key !== null) operations.resume()

  return {
    context: {
      get profile() {
        return profile
      },
      query: services.query,
      sync: services.sync,
      mend: services.mend,
      operations,
      money: desk,
      stripe,
    },
    setKey: (next) => {
      key = next
      client = null
      services.setKey(next)
      if (next !== null) operations.retryNow()
    },
    setWatched: (watched) => services.sync.setWatched(watched),
    setProfile: (next) => {
      profile = next
    },
    close: async () => {
      closing = true
      desk.close()
      results?.close()
      operations.close()
      await operations.idle(LAST_ANSWERS)
      await services.close()
      ledger.close()
    },
  }
}
