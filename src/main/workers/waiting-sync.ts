import { join } from 'node:path'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import type { Freshness } from '../../shared/freshness.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { MIRROR_FILE } from '../store/mirror/open.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { Reader } from '../store/reader.ts'
import { failureOf } from './failure.ts'
import type { SyncMessage, SyncRequest } from './messages.ts'
import type { SyncThread } from './sync-thread.ts'

/** Milliseconds between looks whether the folder is free. */
const AGAIN_AFTER = 2000

interface WaitingSyncOptions {
  readonly account: string
  readonly folder: string
  /** Opens the folder's databases for writing. */
  readonly open: () => SyncThread
  readonly tell: (message: SyncMessage) => void
}

/**
 * The sync of a folder that another process may be writing in: it begins once the folder is free, with all that was
 * asked for until then. What is mirrored can be read meanwhile.
 */
export class WaitingSync {
  readonly #options: WaitingSyncOptions
  #lock: Disposable | null = null
  #thread: SyncThread | null = null
  #failure: Failure | null = null
  #timer: NodeJS.Timeout | null = null
  /** By type: of each only the last counts, but for reads, which are added up. */
  readonly #asked = new Map<SyncRequest['type'], SyncRequest>()

  constructor(options: WaitingSyncOptions) {
    this.#options = options
  }

  /** Throws what opening the databases throws. */
  async answer(request: SyncRequest): Promise<SyncStatus> {
    const thread = this.#thread ?? (request.type === 'stop' ? null : await this.#begin())
    if (thread === null) return this.#wait(request)
    try {
      return await thread.answer(request)
    } finally {
      if (request.type === 'stop') this.#end()
    }
  }

  /** Null where the folder is in use. */
  async #begin(): Promise<SyncThread | null> {
    try {
      this.#lock ??= lockFolder(this.#options.folder, 'Counterfoil')
    } catch (error) {
      if (!(error instanceof CounterfoilError) || error.failure.code !== 'folder_in_use') throw error
      this.#failure = error.failure
      return null
    }
    this.#stopTimer()
    const thread = this.#options.open()
    this.#thread = thread
    this.#failure = null
    const asked = Array.from(this.#asked.values())
    this.#asked.clear()
    // All at once, so that none comes after what is asked from now on.
    await Promise.all(asked.map((request) => thread.answer(request)))
    return thread
  }

  #wait(request: SyncRequest): SyncStatus {
    switch (request.type) {
      case 'refresh':
      case 'catchUp':
        if (this.#failure !== null) throw CounterfoilError.from(this.#failure)
        break
      case 'stop':
        this.#end()
        return this.#status()
      case 'reads': {
        const before = this.#asked.get('reads')
        const reads = request.reads + (before?.type === 'reads' ? before.reads : 0)
        this.#asked.set('reads', { type: 'reads', reads })
        break
      }
      case 'resume':
        this.#asked.delete('pause')
        break
      case 'key':
      case 'pause':
      case 'watched':
        this.#asked.set(request.type, request)
        break
      case 'poll':
        break
    }
    this.#timer ??= setInterval(() => void this.#tryAgain(), AGAIN_AFTER)
    return this.#status()
  }

  async #tryAgain(): Promise<void> {
    try {
      if ((await this.#begin()) !== null) return
    } catch (error) {
      this.#failure = failureOf(error, join(this.#options.folder, MIRROR_FILE))
    }
    this.#options.tell({ type: 'status', status: this.#status() })
  }

  #status(): SyncStatus {
    return {
      account: this.#options.account,
      phase: 'waiting',
      online: false,
      freshness: this.#freshness(),
      lastAttemptAt: null,
      nextPollAt: null,
      resources: [],
      reads: { last30Days: 0, allowance: 0, forecast30Days: 0 },
      failure: this.#failure,
    }
  }

  /** As the other process has brought it. */
  #freshness(): Freshness {
    try {
      const reader = new Reader(this.#options.folder)
      try {
        return reader.freshness()
      } finally {
        reader.close()
      }
    } catch {
      return { asOf: null, complete: false }
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #end(): void {
    this.#stopTimer()
    this.#thread = null
    this.#lock?.[Symbol.dispose]()
    this.#lock = null
  }
}
