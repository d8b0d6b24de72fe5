import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openArchive } from '../store/archive/open.ts'
import { openLedger } from '../store/ledger/open.ts'
import { isMarkedDamaged, MIRROR_FILE, noteMirrorDamage, openMirror } from '../store/mirror/open.ts'
import { beginCarrying, type Carrying, removeCarried } from '../store/mirror/previous.ts'
import { MirrorWriter } from '../store/mirror/writer.ts'
import { SyncEngine } from '../sync/engine.ts'
import { Meanwhile } from '../sync/meanwhile.ts'
import { ReadMeter } from '../sync/meter.ts'
import { carriedProgress } from '../sync/progress.ts'
import { tables } from '../sync/resources/all.ts'
import type { OpenSource } from '../sync/source.ts'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { failureOf } from './failure.ts'
import type { SyncMessage, SyncRequest, WorkerSettings } from './messages.ts'

/** The sync of one account with its databases: the only writer of the mirror and the archive. */
export class SyncThread {
  readonly #folder: string
  readonly #mirror: Database
  readonly #databases: readonly Database[]
  readonly #engine: SyncEngine
  readonly #meter: ReadMeter
  /** What an earlier version mirrored is taken over before anything is read. */
  readonly #begun: Promise<void>
  readonly #stop = new AbortController()
  readonly #meanwhile: Meanwhile
  #carried = false
  /** An earlier mirror may lie there still that nobody needs any more. */
  #isLeftOver = true
  #key: string | null = null

  private constructor(
    folder: string,
    mirror: Database,
    databases: readonly Database[],
    engine: SyncEngine,
    meter: ReadMeter,
    meanwhile: Meanwhile,
    carrying: Carrying | null,
  ) {
    this.#folder = folder
    this.#mirror = mirror
    this.#databases = databases
    this.#engine = engine
    this.#meter = meter
    this.#meanwhile = meanwhile
    this.#begun = this.#carry(carrying)
    this.#begun.catch((error: unknown) => engine.fail(error))
  }

  /** Throws what opening the databases throws. A mirror in which damage is met while it is opened is replaced at once. */
  static open(
    settings: WorkerSettings,
    openSource: OpenSource,
    tell: (message: SyncMessage) => void,
  ): SyncThread {
    mkdirSync(settings.folder, { recursive: true })
    try {
      return SyncThread.#begin(settings, openSource, tell)
    } catch (error) {
      noteMirrorDamage(settings.folder, failureOf(error, join(settings.folder, MIRROR_FILE)))
      if (!isMarkedDamaged(settings.folder)) throw error
      return SyncThread.#begin(settings, openSource, tell)
    }
  }

  static #begin(
    settings: WorkerSettings,
    openSource: OpenSource,
    tell: (message: SyncMessage) => void,
  ): SyncThread {
    const { folder } = settings
    const databases: Database[] = []
    const opened = (database: Database): Database => {
      databases.push(database)
      return database
    }
    try {
      const archive = opened(openArchive(folder))
      const ledger = opened(openLedger(folder))
      const mirror = opened(openMirror(folder, tables).db)
      const writer = new MirrorWriter(mirror, tables)
      const meter = new ReadMeter(ledger)
      const { apiBase, stripeAccount } = settings
      const shared = { apiBase, stripeAccount, mirror, writer, archive, meter, openSource }
      const carrying = beginCarrying(folder, mirror, writer)
      if (carrying !== null) opened(carrying.previous)
      const engine = new SyncEngine({
        ...shared,
        account: settings.account,
        onStatus: (status) => {
          noteMirrorDamage(folder, status.failure)
          tell({ type: 'status', status })
        },
        onChange: (objects) => tell({ type: 'changed', objects }),
      })
      tell({ type: 'status', status: engine.status() })
      const meanwhile = new Meanwhile({ ...shared, carrying })
      return new SyncThread(folder, mirror, databases, engine, meter, meanwhile, carrying)
    } catch (error) {
      for (const database of databases) database.close()
      throw error
    }
  }

  /** GET requests made since this thread began. */
  get requests(): number {
    return this.#meter.counted
  }

  /** Does what is asked; returns how the sync stands after it, after `stop` how it stood at the end. */
  async answer(request: SyncRequest): Promise<SyncStatus> {
    try {
      return await this.#answer(request)
    } catch (error) {
      noteMirrorDamage(this.#folder, failureOf(error, join(this.#folder, MIRROR_FILE)))
      throw error
    }
  }

  async #answer(request: SyncRequest): Promise<SyncStatus> {
    const engine = this.#engine
    // Whoever had it open when it was done with may have let go of it.
    if (this.#carried && this.#isLeftOver) this.#isLeftOver = !removeCarried(this.#folder, this.#mirror)
    switch (request.type) {
      case 'key':
        this.#key = request.key
        this.#meanwhile.setKey(request.key)
        // Readers need not wait for this; the sync begins once everything is carried over.
        if (this.#carried) await engine.setKey(request.key)
        break
      case 'pause':
        engine.pause()
        break
      case 'resume':
        engine.resume()
        break
      case 'poll':
        await this.#begun
        await engine.pollNow()
        break
      case 'catchUp':
        await this.#begun
        await engine.catchUp()
        break
      case 'refresh':
        if (await this.#meanwhile.refresh(request.objects)) break
        await this.#begun
        await engine.refresh(request.objects)
        break
      case 'watched':
        engine.setWatched(request.watched)
        break
      case 'reads':
        this.#meter.count(request.reads)
        break
      case 'stop':
        return this.#end()
    }
    return engine.status()
  }

  async #carry(carrying: Carrying | null): Promise<void> {
    const engine = this.#engine
    try {
      await carrying?.run({
        signal: this.#stop.signal,
        onChange: (types, progress) =>
          engine.carrying({ resources: carriedProgress(progress), shown: carrying.shownFreshness }, types),
      })
    } finally {
      this.#meanwhile.close()
      engine.carrying(null, new Set())
    }
    if (this.#stop.signal.aborted) return
    this.#carried = true
    await engine.setKey(this.#key)
  }

  async #end(): Promise<SyncStatus> {
    this.#stop.abort()
    await this.#begun.catch(() => {})
    try {
      await this.#engine.stop()
      return this.#engine.status()
    } finally {
      for (const database of this.#databases) database.close()
    }
  }
}
