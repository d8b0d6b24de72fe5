import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { CounterfoilError } from '../../shared/errors.ts'
import type { AccountsState, CheckedKey } from '../../shared/features/accounts/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import type { AccountContext } from '../features/context.ts'
import { hasUnsettled } from '../store/ledger/unsettled.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { AccountKeys, isKeyFailure } from './account-keys.ts'
import { DEMO_ACCOUNT, DEMO_KEY, type DemoSimulator } from './demo-simulator.ts'
import { type KeyFacts, checkKey, ownerOf, readOwner } from './key-check.ts'
import { readKeyFormat } from './key-format.ts'
import type { MoneyDeskListener } from './money-desk.ts'
import { type OpenServices, type OpenedAccount, openAccount } from './open-account.ts'
import { OpenAccounts } from './open-accounts.ts'
import { ProfileList, type ProfilesStore } from './profile-list.ts'
import type { ProfileRecord } from './profiles.ts'
import type { Vault } from './vault.ts'

interface AccountsOptions {
  readonly file: ProfilesStore
  readonly vault: Vault
  /** Holds one folder for each account. */
  readonly folder: string
  /** Where accounts connected now are; null is api.stripe.com. */
  readonly apiBase: string | null
  readonly simulator: DemoSimulator
  readonly openServices: OpenServices
  readonly onState: (state: AccountsState) => void
  readonly onStatus: (status: SyncStatus) => void
  readonly onChanged: (account: AccountId, objects: readonly string[]) => void
  readonly onOperation: (operation: Operation) => void
  /** What is told and asked while money is ordered on an account. */
  readonly money?: (account: AccountId) => MoneyDeskListener
  readonly onError: (line: string, error: unknown) => void
  readonly onSimulator: (url: string) => void
}

/** The accounts of this console: their profiles, keys and open files. */
export class Accounts {
  readonly #options: AccountsOptions
  readonly #profiles: ProfileList
  readonly #keys: AccountKeys
  readonly #open = new OpenAccounts((id) => this.#openNow(id))
  /** Whether the console's window is in front. */
  #closed = false
  #watched = true

  constructor(options: AccountsOptions) {
    const { file, apiBase, vault, onError } = options
    this.#options = options
    this.#profiles = new ProfileList(file, apiBase)
    this.#keys = new AccountKeys({
      profiles: this.#profiles,
      vault,
      save: (record) => this.#save(record),
      onLearned: () => this.#told(),
      onError,
    })
  }

  /** Learns what protects keys here and which are at hand; must run before anything else. */
  async prepare(): Promise<void> {
    await this.#keys.prepare()
  }

  state(): AccountsState {
    return {
      profiles: this.#profiles.all.map((record) => this.#keys.profile(record)),
      active: this.#profiles.active,
      protection: this.#keys.protection,
    }
  }

  /** The open account a call names; opens it where needed. Throws `account_not_found`. */
  async open(id: AccountId): Promise<AccountContext> {
    return (await this.#open.get(id)).context
  }

  async startDemo(): Promise<AccountsState> {
    const { simulator, onSimulator } = this.#options
    const known = this.#profiles.find(DEMO_ACCOUNT)
    const url = await simulator.start(portOf(known?.apiBase ?? null))
    onSimulator(url)
    const { hint, kind, ...owner } = await checkKey(DEMO_KEY, url)
    if (known !== undefined && known.apiBase !== url) await this.#closeWithConnected(DEMO_ACCOUNT)
    this.#save({
      id: DEMO_ACCOUNT,
      ...profileOf({ ...owner, hint, kind }),
      mode: 'demo',
      apiBase: url,
      keyHint: null,
      platform: null,
    })
    this.#keys.haveDemo(DEMO_ACCOUNT)
    return await this.activate(DEMO_ACCOUNT)
  }

  async checkKey(key: string): Promise<CheckedKey> {
    const { hint: _hint, ...facts } = await checkKey(key, this.#options.apiBase)
    return { ...facts, existing: this.#profiles.existing(facts)?.id ?? null }
  }

  /**
   * Checks and keeps a key and opens its account. With `account`, the key must be of that account:
   * throws `key_wrong_account` otherwise.
   */
  async connect(key: string, account?: AccountId): Promise<AccountsState> {
    const facts = await checkKey(key, this.#options.apiBase)
    const existing = this.#profiles.existing(facts)
    if (account !== undefined && existing?.id !== account) {
      const wanted = this.#profiles.get(account)
      throw new CounterfoilError('key_wrong_account', `This key is of ${facts.name}, not of ${wanted.name}`, {
        params: { found: facts.name, wanted: wanted.name },
        field: 'key',
      })
    }
    const id = existing?.id ?? randomUUID()
    if (existing !== undefined && existing.apiBase !== this.#options.apiBase)
      await this.#closeWithConnected(id)
    this.#save({ id, ...profileOf(facts), apiBase: this.#options.apiBase, platform: null })
    await this.#keys.keep(id, key)
    await this.#setKey(id, key)
    return await this.activate(id)
  }

  /** Opens an account connected to a platform; see the contract. */
  async openConnected(platform: AccountId, stripeAccount: string): Promise<AccountsState> {
    const above = this.#profiles.get(platform)
    if (above.platform !== null || above.stripeAccount === stripeAccount)
      throw new CounterfoilError('invalid_input', 'Only a platform has connected accounts', {
        field: 'stripeAccount',
      })
    const known = this.#profiles.connectedTo(platform).find((each) => each.stripeAccount === stripeAccount)
    if (known !== undefined) return await this.activate(known.id)
    const stripe = (await this.open(platform)).stripe()
    const owner = ownerOf(
      await stripe.accounts.retrieve(stripeAccount).catch((error: unknown) => {
        throw mapStripeError(error)
      }),
    )
    const { mode, apiBase, keyKind, keyHint } = above
    const id = randomUUID()
    this.#save({ id, ...owner, mode, apiBase, keyKind, keyHint, missingPermissions: [], platform })
    return await this.activate(id)
  }

  /**
   * Connects with the key of the command line. While nobody answers, the account known at this address is opened with
   * it, so that what is mirrored can be read; whose key it is, is then asked as soon as somebody answers.
   */
  async connectOrResume(key: string): Promise<AccountsState> {
    try {
      return await this.connect(key)
    } catch (error) {
      const { code } = mapStripeError(error).failure
      const only = this.#profiles.onlyHere(readKeyFormat(key).livemode ? 'live' : 'test')
      if (only === null || (code !== 'offline' && code !== 'stripe_unavailable')) throw error
      await this.#keys.keep(only.id, key)
      return await this.activate(only.id)
    }
  }

  /** Opens an account and shows it. */
  async activate(id: AccountId): Promise<AccountsState> {
    this.#profiles.get(id)
    await this.#open.get(id, { now: true })
    this.#profiles.show(id)
    this.#tellWatched()
    return this.#told()
  }

  /** Shows the account shown last; with another API base than its own, one that belongs there. */
  async reopen(): Promise<void> {
    const last = this.#profiles.shownLast()
    if (last !== null) await this.activate(last)
  }

  /**
   * Opens the accounts in which money waits for something that happens by itself, though nobody may look at them. Of
   * those that are where this console connects to; the demo's money is none.
   */
  async openUnsettled(): Promise<void> {
    const { apiBase, onError } = this.#options
    const closed = this.#profiles.all.filter(
      ({ id, mode, ...each }) => mode !== 'demo' && each.apiBase === apiBase && !this.#open.ids.includes(id),
    )
    for (const { id, name } of closed) {
      if (this.#closed) return
      try {
        if (hasUnsettled(this.#folder(id))) await this.#open.get(id)
      } catch (error) {
        onError(`looking for unsettled operations of ${name}`, error)
      }
    }
  }

  async forgetKey(id: AccountId): Promise<AccountsState> {
    this.#profiles.get(id)
    this.#keys.forget(id)
    await this.#setKey(id, null)
    return this.#told()
  }

  /**
   * Takes an account off the list and deletes its mirror; ledger and archive stay where they are. With a platform go the
   * connected accounts that were reached through it.
   */
  async remove(id: AccountId): Promise<AccountsState> {
    this.#profiles.get(id)
    const gone = this.#profiles.withConnected(id)
    for (const each of gone) await this.#open.close(each)
    this.#keys.forget(id)
    if (id === DEMO_ACCOUNT) await this.#options.simulator.stop()
    for (const each of gone)
      for (const name of ['mirror.db', 'mirror.db-wal', 'mirror.db-shm'])
        rmSync(join(this.#folder(each), name), { force: true })
    const before = this.#profiles.active
    this.#profiles.remove(gone)
    const { active } = this.#profiles
    if (active !== null && active !== before) return await this.activate(active)
    return this.#told()
  }

  /** Whether the console's window is in front; only the account shown counts as looked at. */
  setWatched(watched: boolean): void {
    this.#watched = watched
    this.#tellWatched()
  }

  /** Closes every file; for the end of the program. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#open.ids.map((id) => this.#open.close(id)))
    await this.#options.simulator.stop()
  }

  async #openNow(id: AccountId): Promise<OpenedAccount> {
    const { openServices, onStatus, onChanged, onOperation, onError, money } = this.#options
    const record = await this.#withSimulator(this.#profiles.get(id))
    const key = await this.#keys.read(record)
    const check = { done: key === null || record.mode === 'demo' }
    const opened = await openAccount({
      profile: this.#keys.profile(record),
      folder: this.#folder(id),
      key,
      openServices,
      onStatus: (status) => {
        this.#keys.learnFromSync(id, status)
        if (status.online) void this.#verify(record, check)
        onStatus(status)
      },
      onChanged: (objects) => onChanged(id, objects),
      onOperation: (operation) => {
        this.#keys.learnFromOperation(id, operation)
        onOperation(operation)
      },
      onError,
      ...(money === undefined ? {} : { money: money(id) }),
    })
    opened.setWatched(this.#watched && id === this.#profiles.active)
    void this.#verify(record, check)
    return opened
  }

  /** The demo needs its shop running; where it will not start, what is mirrored can still be read. */
  async #withSimulator(record: ProfileRecord): Promise<ProfileRecord> {
    if (record.mode !== 'demo') return record
    try {
      const url = await this.#options.simulator.start(portOf(record.apiBase))
      if (url === record.apiBase) return record
      this.#options.onSimulator(url)
      const moved = { ...record, apiBase: url }
      this.#save(moved)
      return moved
    } catch (error) {
      this.#options.onError('starting the demo shop', error)
      return record
    }
  }

  /** A key that belongs to another account by now must not fill this one's mirror. Asked once somebody answers. */
  async #verify(record: ProfileRecord, check: { done: boolean }): Promise<void> {
    if (check.done) return
    check.done = true
    await this.#open.ifOpen(record.id, (opened) => void this.#compareOwner(record, opened, check))
  }

  async #compareOwner(record: ProfileRecord, opened: OpenedAccount, check: { done: boolean }): Promise<void> {
    try {
      const owner = await readOwner(opened.context.stripe())
      if (owner.stripeAccount === record.stripeAccount) return
      opened.setKey(null)
      this.#keys.learnFailure(record.id, 'key_wrong_account')
    } catch (error) {
      const { code } = mapStripeError(error).failure
      check.done = isKeyFailure(code)
      this.#keys.learnFailure(record.id, code)
    }
  }

  #save(record: ProfileRecord): void {
    this.#profiles.save(record)
    void this.#open.ifOpen(record.id, (opened) => opened.setProfile(this.#keys.profile(record)))
  }

  /** Gives the key to an account, and to those that are reached with it. */
  async #setKey(id: AccountId, key: string | null): Promise<void> {
    for (const each of this.#profiles.withConnected(id))
      await this.#open.ifOpen(each, (opened) => opened.setKey(key))
  }

  async #closeWithConnected(id: AccountId): Promise<void> {
    for (const each of this.#profiles.withConnected(id)) await this.#open.close(each)
  }

  #tellWatched(): void {
    for (const id of this.#open.ids) {
      void this.#open.ifOpen(id, (opened) => opened.setWatched(this.#watched && id === this.#profiles.active))
    }
  }

  #folder(id: AccountId): string {
    return join(this.#options.folder, id)
  }

  #told(): AccountsState {
    const state = this.state()
    this.#options.onState(state)
    return state
  }
}

function portOf(url: string | null): number | null {
  return url === null ? null : Number(new URL(url).port)
}

function profileOf(facts: KeyFacts): Omit<ProfileRecord, 'id' | 'apiBase' | 'platform'> {
  const { stripeAccount, name, email, country, defaultCurrency, mode, kind, hint, missingPermissions } = facts
  return {
    stripeAccount,
    name,
    email,
    country,
    defaultCurrency,
    mode,
    keyKind: kind,
    keyHint: hint,
    missingPermissions,
  }
}
