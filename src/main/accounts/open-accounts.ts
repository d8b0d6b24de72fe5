import { CounterfoilError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/ids.ts'
import type { OpenedAccount } from './open-account.ts'

/** Each opening starts threads and files: more at once would only wait for each other. */
const AT_ONCE = 2

interface Waiting {
  readonly begin: () => void
  readonly giveUp: (reason: CounterfoilError) => void
}

/** The accounts whose files are open. They stay so until they are closed, so that switching to one is immediate. */
export class OpenAccounts {
  readonly #openNow: (id: AccountId) => Promise<OpenedAccount>
  readonly #open = new Map<AccountId, Promise<OpenedAccount>>()
  /** Those that wait for their turn, in the order in which they were asked for. */
  readonly #waiting = new Map<AccountId, Waiting>()
  #opening = 0

  constructor(openNow: (id: AccountId) => Promise<OpenedAccount>) {
    this.#openNow = openNow
  }

  /** An account, opened where needed, two at a time; with `now`, without waiting for others. Rejects as opening does. */
  get(id: AccountId, { now = false } = {}): Promise<OpenedAccount> {
    const known = this.#open.get(id) ?? this.#begin(id)
    if (now) this.#waiting.get(id)?.begin()
    return known
  }

  get ids(): readonly AccountId[] {
    return [...this.#open.keys()]
  }

  /** Runs `job` on an account that is open or being opened; others are left alone. */
  async ifOpen(id: AccountId, job: (opened: OpenedAccount) => void): Promise<void> {
    const opened = await this.#open.get(id)?.catch(() => null)
    if (opened !== undefined && opened !== null) job(opened)
  }

  async close(id: AccountId): Promise<void> {
    const opening = this.#open.get(id)
    this.#open.delete(id)
    this.#waiting.get(id)?.giveUp(new CounterfoilError('account_not_found', `Account ${id} was closed`))
    const opened = await opening?.catch(() => null)
    await opened?.close()
  }

  #begin(id: AccountId): Promise<OpenedAccount> {
    const opening = this.#turn(id).then(async () => {
      try {
        return await this.#openNow(id)
      } finally {
        this.#opening -= 1
        const [next] = this.#waiting.values()
        if (this.#opening < AT_ONCE) next?.begin()
      }
    })
    this.#open.set(id, opening)
    opening.catch(() => {
      if (this.#open.get(id) === opening) this.#open.delete(id)
    })
    return opening
  }

  #turn(id: AccountId): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.#waiting.delete(id)
        this.#opening += 1
        resolve()
      }
      const giveUp = (reason: CounterfoilError): void => {
        this.#waiting.delete(id)
        reject(reason)
      }
      if (this.#opening < AT_ONCE) begin()
      else this.#waiting.set(id, { begin, giveUp })
    })
  }
}
