import type { ErrorCode } from '../../shared/errors.ts'
import type { AccountProfile } from '../../shared/features/accounts/contract.ts'
import type { Operation } from '../../shared/features/operations/contract.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import { DEMO_KEY } from './demo-simulator.ts'
import type { ProfileList } from './profile-list.ts'
import type { ProfileRecord } from './profiles.ts'
import type { Protection, Vault } from './vault.ts'

type KeyStorage = AccountProfile['keyStorage']
type KeyState = AccountProfile['keyState']

interface KnownKey {
  readonly storage: KeyStorage
  readonly state: KeyState
}

const NO_KEY: KnownKey = { storage: 'none', state: 'missing' }
const KEY_FAILURES: Partial<Record<ErrorCode, KeyState>> = {
  key_invalid: 'invalid',
  key_expired: 'expired',
  key_wrong_account: 'invalid',
}

/** Whether this failure is the key's own, so that asking again with it is of no use. */
export function isKeyFailure(code: ErrorCode): boolean {
  return code in KEY_FAILURES
}

interface AccountKeysOptions {
  readonly profiles: ProfileList
  readonly vault: Vault
  /** Keeps what was learned of an account. */
  readonly save: (record: ProfileRecord) => void
  /** More is known of a key. */
  readonly onLearned: () => void
  readonly onError: (line: string, error: unknown) => void
}

/** What is known of each account's key: where it is kept, whether it still works, and what it may not do. */
export class AccountKeys {
  readonly #options: AccountKeysOptions
  readonly #known = new Map<AccountId, KnownKey>()
  #protection: Protection = { persistent: false, provider: 'none' }

  constructor(options: AccountKeysOptions) {
    this.#options = options
  }

  get protection(): Protection {
    return this.#protection
  }

  /** Learns what protects keys here and which are at hand. */
  async prepare(): Promise<void> {
    const { profiles, vault, onError } = this.#options
    try {
      this.#protection = await vault.protection()
    } catch (error) {
      onError('asking for the protection of keys', error)
    }
    for (const { id, mode } of profiles.all.filter(({ platform }) => platform === null)) {
      if (mode === 'demo') this.haveDemo(id)
      else {
        const { storage, key } = await vault.get(id)
        this.#known.set(id, key === null ? NO_KEY : { storage, state: 'ready' })
      }
    }
  }

  /** What the page is shown of an account; a connected one has the key of its platform. */
  profile(record: ProfileRecord): AccountProfile {
    const { storage, state } = this.#of(record.platform ?? record.id)
    return { ...record, keyStorage: storage, keyState: state }
  }

  /** The key an account is reached with; null where there is none. */
  async read({ id, mode, platform }: ProfileRecord): Promise<string | null> {
    return mode === 'demo' ? DEMO_KEY : (await this.#options.vault.get(platform ?? id)).key
  }

  async keep(id: AccountId, key: string): Promise<void> {
    this.#known.set(id, { storage: await this.#options.vault.put(id, key), state: 'ready' })
  }

  haveDemo(id: AccountId): void {
    this.#known.set(id, { storage: 'simulator', state: 'ready' })
  }

  forget(id: AccountId): void {
    this.#options.vault.forget(id)
    this.#known.delete(id)
  }

  learnFromSync(id: AccountId, { failure }: SyncStatus): void {
    if (failure === null) return
    this.learnFailure(id, failure.code)
    const permission = failure.params['permission']
    if (failure.code === 'permission_missing' && typeof permission === 'string')
      this.#learnMissing(id, permission)
  }

  learnFromOperation(id: AccountId, operation: Operation): void {
    const last = operation.answers.at(-1)
    if (last?.outcome !== 'forbidden' || last.error === null) return
    const permission = /\brak_[a-z0-9_]+/.exec(last.error.message)?.[0]
    if (permission !== undefined) this.#learnMissing(id, permission)
  }

  learnFailure(id: AccountId, code: ErrorCode): void {
    const state = KEY_FAILURES[code]
    const holder = this.#options.profiles.get(id).platform ?? id
    const known = this.#of(holder)
    if (state === undefined || known.state === state) return
    this.#known.set(holder, { ...known, state })
    this.#options.onLearned()
  }

  #learnMissing(id: AccountId, permission: string): void {
    const record = this.#options.profiles.get(id)
    if (record.missingPermissions.includes(permission)) return
    this.#options.save({ ...record, missingPermissions: [...record.missingPermissions, permission] })
    this.#options.onLearned()
  }

  #of(id: AccountId): KnownKey {
    return this.#known.get(id) ?? NO_KEY
  }
}
