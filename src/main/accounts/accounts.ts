import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { CounterfoilError, type ErrorCode } from '../../shared/errors.ts'
import type { AccountProfile, AccountsState, CheckedKey } from '../../shared/features/accounts/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import type { AccountContext } from '../features/context.ts'
import { mapStripeError } from '../stripe/errors.ts'
import { DEMO_ACCOUNT, DEMO_KEY, type DemoSimulator } from './demo-simulator.ts'
import { type KeyFacts, checkKey, ownerOf, readOwner } from './key-check.ts'
import { readKeyFormat } from './key-format.ts'
import type { MoneyDeskListener } from './money-desk.ts'
import { type OpenServices, type OpenedAccount, openAccount } from './open-account.ts'
import { type ProfileRecord, type ProfilesFile, withProfile } from './profiles.ts'
import type { Protection, Vault } from './vault.ts'

interface AccountsOptions {
  readonly file: { readonly read: () => ProfilesFile; readonly write: (value: ProfilesFile) => void }
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

interface KeyState {
  readonly storage: AccountProfile['keyStorage']
  readonly state: AccountProfile['keyState']
}

const NO_KEY: KeyState = { storage: 'none', state: 'missing' }
const KEY_FAILURES: Partial<Record<ErrorCode, AccountProfile['keyState']>> = {
  key_invalid: 'invalid',
  key_expired: 'expired',
  key_wrong_account: 'invalid',
}

/** The accounts of this console: their profiles, keys and open files. */
export class Accounts {
  readonly #options: AccountsOptions
  readonly #open = new Map<AccountId, Promise<OpenedAccount>>()
  readonly #keys = new Map<AccountId, KeyState>()
  #protection: Protection = { persistent: false, provider: 'none' }

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  /** Learns what protects keys here and which are at hand; must run before anything else. */
  async prepare(): Promise<void> {
    const { vault, file, onError } = this.#options
    try {
      this.#protection = await vault.protection()
    } catch (error) {
      onError('asking for the protection of keys', error)
    }
    for (const { id, mode } of file.read().profiles.filter(({ platform }) => platform === null)) {
      const { storage, key } =
        mode === 'demo' ? { storage: 'simulator' as const, key: DEMO_KEY } : await vault.get(id)
      this.#keys.set(id, key === null ? NO_KEY : { storage, state: 'ready' })
    }
  }

  state(): AccountsState {
    const { profiles, active } = this.#options.file.read()
    return { profiles: profiles.map((record) => this.#profile(record)), active, protection: this.#protection }
  }

  /** The open account a call names; opens it where needed. Throws `account_not_found`. */
  async open(id: AccountId): Promise<AccountContext> {
    return (await this.#opened(id)).context
  }

  async startDemo(): Promise<AccountsState> {
    const { simulator, file, onSimulator } = this.#options
    const known = file.read().profiles.find(({ id }) => id === DEMO_ACCOUNT)
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
    this.#keys.set(DEMO_ACCOUNT, { storage: 'simulator', state: 'ready' })
    return await this.activate(DEMO_ACCOUNT)
  }

  async checkKey(key: string): Promise<CheckedKey> {
    const { hint: _hint, ...facts } = await checkKey(key, this.#options.apiBase)
    return { ...facts, existing: this.#existing(facts)?.id ?? null }
  }

  /**
   * Checks and keeps a key and opens its account. With `account`, the key must be of that account:
   * throws `key_wrong_account` otherwise.
   */
  async connect(key: string, account?: AccountId): Promise<AccountsState> {
    const facts = await checkKey(key, this.#options.apiBase)
    const existing = this.#existing(facts)
    if (account !== undefined && existing?.id !== account) {
      const wanted = this.#record(account)
      throw new CounterfoilError('key_wrong_account', `This key is of ${facts.name}, not of ${wanted.name}`, {
        params: { found: facts.name, wanted: wanted.name },
        field: 'key',
      })
    }
    const id = existing?.id ?? randomUUID()
    if (existing !== undefined && existing.apiBase !== this.#options.apiBase)
      await this.#closeWithConnected(id)
    this.#save({ id, ...profileOf(facts), apiBase: this.#options.apiBase, platform: null })
    const storage = await this.#options.vault.put(id, key)
    this.#keys.set(id, { storage, state: 'ready' })
    await this.#setKey(id, key)
    return await this.activate(id)
  }

  /** Opens an account connected to a platform; see the contract. */
  async openConnected(platform: AccountId, stripeAccount: string): Promise<AccountsState> {
    const above = this.#record(platform)
    if (above.platform !== null || above.stripeAccount === stripeAccount)
      throw new CounterfoilError('invalid_input', 'Only a platform has connected accounts', {
        field: 'stripeAccount',
      })
    const known = this.#connectedTo(platform).find((each) => each.stripeAccount === stripeAccount)
    if (known !== undefined) return await this.activate(known.id)
    const stripe = (await this.#opened(platform)).context.stripe()
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
      const mode = readKeyFormat(key).livemode ? 'live' : 'test'
      const known = this.#options.file
        .read()
        .profiles.filter(
          (each) => each.platform === null && each.apiBase === this.#options.apiBase && each.mode === mode,
        )
      const [only] = known
      const { code } = mapStripeError(error).failure
      if (only === undefined || known.length > 1 || (code !== 'offline' && code !== 'stripe_unavailable'))
        throw error
      this.#keys.set(only.id, { storage: await this.#options.vault.put(only.id, key), state: 'ready' })
      return await this.activate(only.id)
    }
  }

  /** Opens an account and shows it. */
  async activate(id: AccountId): Promise<AccountsState> {
    this.#record(id)
    await this.#opened(id)
    this.#options.file.write({ ...this.#options.file.read(), active: id })
    return this.#told()
  }

  /** Shows the account shown last; with another API base than its own, one that belongs there. */
  async reopen(): Promise<void> {
    const { profiles, active } = this.#options.file.read()
    const { apiBase } = this.#options
    const fitting =
      apiBase === null ? active : (profiles.find((each) => each.apiBase === apiBase)?.id ?? active)
    if (fitting !== null) await this.activate(fitting)
  }

  async forgetKey(id: AccountId): Promise<AccountsState> {
    this.#record(id)
    this.#options.vault.forget(id)
    this.#keys.set(id, NO_KEY)
    await this.#setKey(id, null)
    return this.#told()
  }

  /**
   * Takes an account off the list and deletes its mirror; ledger and archive stay where they are. With a platform go the
   * connected accounts that were reached through it.
   */
  async remove(id: AccountId): Promise<AccountsState> {
    const { file, vault } = this.#options
    this.#record(id)
    const gone = [id, ...this.#connectedTo(id).map((each) => each.id)]
    for (const each of gone) await this.#close(each)
    vault.forget(id)
    this.#keys.delete(id)
    if (id === DEMO_ACCOUNT) await this.#options.simulator.stop()
    for (const each of gone)
      for (const name of ['mirror.db', 'mirror.db-wal', 'mirror.db-shm'])
        rmSync(join(this.#folder(each), name), { force: true })
    const { profiles, active } = file.read()
    const left = profiles.filter((each) => !gone.includes(each.id))
    const next = active !== null && gone.includes(active) ? (left[0]?.id ?? null) : active
    file.write({ profiles: left, active: next })
    if (next !== null && next !== active) return await this.activate(next)
    return this.#told()
  }

  /** Whether the console's window is in front; only the account shown counts as looked at. */
  setWatched(watched: boolean): void {
    const { active } = this.#options.file.read()
    for (const id of this.#open.keys()) {
      void this.#ifOpen(id, (opened) => opened.setWatched(watched && id === active))
    }
  }

  /** Closes every file; for the end of the program. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.#close(id)))
    await this.#options.simulator.stop()
  }

  #opened(id: AccountId): Promise<OpenedAccount> {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const opening = this.#openNow(id)
    this.#open.set(id, opening)
    opening.catch(() => this.#open.delete(id))
    return opening
  }

  async #openNow(id: AccountId): Promise<OpenedAccount> {
    const { openServices, onStatus, onChanged, onOperation, onError, money } = this.#options
    const record = await this.#withSimulator(this.#record(id))
    const key = record.mode === 'demo' ? DEMO_KEY : (await this.#options.vault.get(record.platform ?? id)).key
    const check = { done: key === null || record.mode === 'demo' }
    const opened = await openAccount({
      profile: this.#profile(record),
      folder: this.#folder(id),
      key,
      openServices,
      onStatus: (status) => {
        this.#learnFromSync(id, status)
        if (status.online) void this.#verify(record, check)
        onStatus(status)
      },
      onChanged: (objects) => onChanged(id, objects),
      onOperation: (operation) => {
        this.#learnFromOperation(id, operation)
        onOperation(operation)
      },
      onError,
      ...(money === undefined ? {} : { money: money(id) }),
    })
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
      return this.#save({ ...record, apiBase: url })
    } catch (error) {
      this.#options.onError('starting the demo shop', error)
      return record
    }
  }

  /** A key that belongs to another account by now must not fill this one's mirror. Asked once somebody answers. */
  async #verify(record: ProfileRecord, check: { done: boolean }): Promise<void> {
    if (check.done) return
    check.done = true
    const opened = await this.#open.get(record.id)?.catch(() => null)
    if (opened === undefined || opened === null) return
    try {
      const owner = await readOwner(opened.context.stripe())
      if (owner.stripeAccount === record.stripeAccount) return
      opened.setKey(null)
      this.#learnFailure(record.id, 'key_wrong_account')
    } catch (error) {
      const { code } = mapStripeError(error).failure
      check.done = code in KEY_FAILURES
      this.#learnFailure(record.id, code)
    }
  }

  #learnFromSync(id: AccountId, status: SyncStatus): void {
    if (status.failure !== null) this.#learnFailure(id, status.failure.code)
    const permission = status.failure?.params['permission']
    if (status.failure?.code === 'permission_missing' && typeof permission === 'string')
      this.#learnMissing(id, permission)
  }

  #learnFromOperation(id: AccountId, operation: Operation): void {
    const last = operation.answers.at(-1)
    if (last?.outcome !== 'forbidden' || last.error === null) return
    const permission = /\brak_[a-z0-9_]+/.exec(last.error.message)?.[0]
    if (permission !== undefined) this.#learnMissing(id, permission)
  }

  #learnFailure(id: AccountId, code: ErrorCode): void {
    const state = KEY_FAILURES[code]
    const holder = this.#record(id).platform ?? id
    const known = this.#key(holder)
    if (state === undefined || known.state === state) return
    this.#keys.set(holder, { ...known, state })
    this.#told()
  }

  #learnMissing(id: AccountId, permission: string): void {
    const record = this.#record(id)
    if (record.missingPermissions.includes(permission)) return
    this.#save({ ...record, missingPermissions: [...record.missingPermissions, permission] })
    this.#told()
  }

  #save(record: ProfileRecord): ProfileRecord {
    this.#options.file.write(withProfile(this.#options.file.read(), record))
    void this.#ifOpen(record.id, (opened) => opened.setProfile(this.#profile(record)))
    return record
  }

  #existing(facts: Pick<CheckedKey, 'stripeAccount' | 'mode'>): ProfileRecord | undefined {
    return this.#options.file
      .read()
      .profiles.find(
        (each) =>
          each.platform === null &&
          each.stripeAccount === facts.stripeAccount &&
          each.mode === facts.mode &&
          (each.apiBase === null) === (this.#options.apiBase === null),
      )
  }

  /** Gives the key to an account, and to those that are reached with it. */
  async #setKey(id: AccountId, key: string | null): Promise<void> {
    for (const each of [id, ...this.#connectedTo(id).map((one) => one.id)])
      await this.#ifOpen(each, (opened) => opened.setKey(key))
  }

  #connectedTo(platform: AccountId): readonly ProfileRecord[] {
    return this.#options.file.read().profiles.filter((each) => each.platform === platform)
  }

  async #ifOpen(id: AccountId, job: (opened: OpenedAccount) => void): Promise<void> {
    const opening = this.#open.get(id)
    if (opening === undefined) return
    const opened = await opening.catch(() => null)
    if (opened !== null) job(opened)
  }

  async #closeWithConnected(id: AccountId): Promise<void> {
    for (const each of [id, ...this.#connectedTo(id).map((one) => one.id)]) await this.#close(each)
  }

  async #close(id: AccountId): Promise<void> {
    const opening = this.#open.get(id)
    this.#open.delete(id)
    const opened = await opening?.catch(() => null)
    await opened?.close()
  }

  #record(id: AccountId): ProfileRecord {
    const record = this.#options.file.read().profiles.find((each) => each.id === id)
    if (record === undefined)
      throw new CounterfoilError('account_not_found', `No account ${id} in this console`)
    return record
  }

  #profile(record: ProfileRecord): AccountProfile {
    const { storage, state } = this.#key(record.platform ?? record.id)
    return { ...record, keyStorage: storage, keyState: state }
  }

  #key(id: AccountId): KeyState {
    return this.#keys.get(id) ?? NO_KEY
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
