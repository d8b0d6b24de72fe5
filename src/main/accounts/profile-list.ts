import { CounterfoilError } from '../../shared/errors.ts'
import type { CheckedKey } from '../../shared/features/accounts/contract.ts'
import type { AccountId } from '../../shared/ids.ts'
import { type ProfileRecord, type ProfilesFile, withProfile } from './profiles.ts'

export interface ProfilesStore {
  readonly read: () => ProfilesFile
  readonly write: (value: ProfilesFile) => void
}

/** The accounts this console knows, kept in a file between runs. */
export class ProfileList {
  readonly #file: ProfilesStore
  readonly #apiBase: string | null

  /** `apiBase`: where accounts connected now are; null is api.stripe.com. */
  constructor(file: ProfilesStore, apiBase: string | null) {
    this.#file = file
    this.#apiBase = apiBase
  }

  get all(): readonly ProfileRecord[] {
    return this.#file.read().profiles
  }

  /** The account on screen. */
  get active(): AccountId | null {
    return this.#file.read().active
  }

  find(id: AccountId): ProfileRecord | undefined {
    return this.all.find((each) => each.id === id)
  }

  /** Throws `account_not_found`. */
  get(id: AccountId): ProfileRecord {
    const record = this.find(id)
    if (record === undefined)
      throw new CounterfoilError('account_not_found', `No account ${id} in this console`)
    return record
  }

  connectedTo(platform: AccountId): readonly ProfileRecord[] {
    return this.all.filter((each) => each.platform === platform)
  }

  /** An account and those that are reached with its key. */
  withConnected(id: AccountId): readonly AccountId[] {
    return [id, ...this.connectedTo(id).map((each) => each.id)]
  }

  /** The profile that holds this account in this mode already. */
  existing({ stripeAccount, mode }: Pick<CheckedKey, 'stripeAccount' | 'mode'>): ProfileRecord | undefined {
    return this.all.find(
      (each) =>
        each.platform === null &&
        each.stripeAccount === stripeAccount &&
        each.mode === mode &&
        (each.apiBase === null) === (this.#apiBase === null),
    )
  }

  /** The only account of this mode at the address in use; null where there is none or more than one. */
  onlyHere(mode: ProfileRecord['mode']): ProfileRecord | null {
    const here = this.all.filter(
      (each) => each.platform === null && each.apiBase === this.#apiBase && each.mode === mode,
    )
    return here.length === 1 ? (here[0] ?? null) : null
  }

  /** The account shown last; with another address than its own, one that belongs there. */
  shownLast(): AccountId | null {
    const { active } = this
    if (this.#apiBase === null) return active
    const here = this.all.filter((each) => each.apiBase === this.#apiBase)
    return (here.find(({ id }) => id === active) ?? here[0])?.id ?? active
  }

  save(record: ProfileRecord): void {
    this.#file.write(withProfile(this.#file.read(), record))
  }

  show(id: AccountId): void {
    this.#file.write({ ...this.#file.read(), active: id })
  }

  /** Takes accounts off the list; where the one on screen goes, the first of the others takes its place. */
  remove(gone: readonly AccountId[]): void {
    const { profiles, active } = this.#file.read()
    const left = profiles.filter((each) => !gone.includes(each.id))
    const next = active !== null && gone.includes(active) ? (left[0]?.id ?? null) : active
    this.#file.write({ profiles: left, active: next })
  }
}
