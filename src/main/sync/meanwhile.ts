import { CounterfoilError } from '../../shared/errors.ts'
import type { ObjectName } from '../store/mirror/newer-objects.ts'
import type { Carrying } from '../store/mirror/previous.ts'
import { type AccountMirror, type MirrorOptions, openAccountMirror } from './account-mirror.ts'
import { writeFetched } from './apply.ts'
import { fetchObjects } from './fetch-objects.ts'
import { GroupCommit } from './group-commit.ts'
import { checkMode, compareAccount } from './own-account.ts'
import { ReadOrder } from './read-order.ts'

interface MeanwhileOptions extends MirrorOptions {
  readonly carrying: Carrying | null
}

interface Session {
  readonly mirror: AccountMirror
  readonly stop: AbortController
  /** The key is of the account mirrored, or that cannot be known. */
  isCompared: boolean
}

/**
 * While an earlier mirror is carried over nothing follows Stripe, but money can be moved: what that changed is read by
 * itself, so that it shows at once.
 */
export class Meanwhile {
  readonly #options: MeanwhileOptions
  #key: string | null = null
  #session: Session | null = null

  constructor(options: MeanwhileOptions) {
    this.#options = options
  }

  setKey(key: string | null): void {
    if (key === this.#key) return
    this.close()
    this.#key = key
  }

  /** Reads these objects now and writes them; false where nothing is carried over any more. Throws what went wrong. */
  async refresh(objects: readonly ObjectName[]): Promise<boolean> {
    const { carrying } = this.#options
    if (carrying === null || carrying.isOver) return false
    try {
      return await this.#refresh(carrying, objects)
    } catch (error) {
      // Its end breaks off what is still being read.
      if (carrying.isOver) return false
      throw error
    }
  }

  close(): void {
    this.#session?.stop.abort()
    this.#session = null
  }

  async #refresh(carrying: Carrying, objects: readonly ObjectName[]): Promise<boolean> {
    const mirror = await this.#open(carrying)
    const fetched = await fetchObjects(
      mirror,
      objects.map(({ type, id }) => ({ type, id, since: null })),
    )
    try {
      if (carrying.isOver) return false
      const written = [
        ...fetched.objects.map(({ object, id }) => ({ type: object, id })),
        ...fetched.missing.map(({ type, id }) => ({ type, id })),
      ]
      carrying.write(written, () => writeFetched(mirror, fetched))
      return true
    } finally {
      mirror.order.done(fetched.asked)
    }
  }

  /** With a key of the account that the earlier mirror is of; throws `key_wrong_account`. */
  async #open({ previous }: Carrying): Promise<AccountMirror> {
    const key = this.#key
    if (key === null) throw new CounterfoilError('key_missing', 'There is no key to read with')
    const session = (this.#session ??= this.#begin(key))
    const { mirror } = session
    const held = { owner: mirror.owner, db: previous }
    checkMode(held, key)
    if (!session.isCompared) await compareAccount({ ...held, api: mirror.api })
    session.isCompared = true
    return mirror
  }

  #begin(key: string): Session {
    const stop = new AbortController()
    const mirror = openAccountMirror(this.#options, {
      key,
      commits: new GroupCommit(this.#options.writer, () => {}),
      order: new ReadOrder(),
      signal: stop.signal,
    })
    return { mirror, stop, isCompared: false }
  }
}
