import { setTimeout as wait } from 'node:timers/promises'
import type { SyncStatus } from '../../shared/features/sync/contract.ts'
import { CounterfoilError, type Failure } from '../../shared/errors.ts'
import { damagedFileOf } from '../store/database.ts'
import { isMarkedDamaged } from '../store/mirror/open.ts'
import { Reader } from '../store/reader.ts'
import { tableName } from '../store/mirror/table.ts'
import { tables } from '../sync/resources/all.ts'
import type { OpenSource } from '../sync/source.ts'
import { SyncThread } from '../workers/sync-thread.ts'

interface MirrorRun {
  readonly folder: string
  readonly apiBase: string | null
  readonly key: string
  readonly openSource: OpenSource
  /** Ends when nothing is missing; otherwise follows the account until the signal. */
  readonly once: boolean
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

export interface MirrorResult {
  readonly objects: number
  readonly events: number
  readonly requests: number
  readonly seconds: number
  /** Nothing is missing but what was left out. */
  readonly complete: boolean
  readonly by_type: Readonly<Record<string, number>>
}

const SAY_EVERY = 1000

function progressLine({ phase, resources: each, failure }: SyncStatus): string {
  const counts = each
    .filter(({ done, complete }) => done > 0 || !complete)
    .map(({ resource, done, complete }) => `${resource} ${done}${complete ? '' : '…'}`)
  return `${phase}: ${counts.join(', ')}${failure === null ? '' : `; ${failure.message}`}`
}

/** What could not be read, and why: the mirror is complete but for these. */
function skippedLines({ resources: each, failure }: SyncStatus): readonly string[] {
  const unsupported = each.filter(({ skipped }) => skipped === 'unsupported').map(({ resource }) => resource)
  const denied = each.filter(({ skipped }) => skipped === 'permission').map(({ resource }) => resource)
  return [
    ...(unsupported.length === 0 ? [] : [`not listed by this server, left out: ${unsupported.join(', ')}`]),
    ...(denied.length === 0
      ? []
      : [`the key may not read: ${denied.join(', ')} (${failure?.message ?? ''})`]),
  ]
}

/** What the run was at its end. */
interface Followed {
  readonly status: SyncStatus
  readonly requests: number
  /** It was told to end before it was done. */
  readonly brokenOff: boolean
}

/** A failure that trying again does not mend. */
function lastingFailure({ phase, failure }: SyncStatus): Failure | null {
  if (failure === null) return null
  const lasts = phase === 'blocked' || damagedFileOf(failure) !== null
  return lasts ? failure : null
}

/** Reads until nothing is missing, or until the signal. Throws what stands in the way. */
async function follow(run: MirrorRun): Promise<Followed> {
  const stuck = Promise.withResolvers<never>()
  // Nobody may be waiting yet, or any more.
  stuck.promise.catch(() => {})
  let said = Number.NEGATIVE_INFINITY
  const thread = SyncThread.open(
    { account: 'headless', folder: run.folder, apiBase: run.apiBase },
    run.openSource,
    (message) => {
      if (message.type !== 'status') return
      const failure = lastingFailure(message.status)
      if (failure !== null) stuck.reject(CounterfoilError.from(failure))
      if (performance.now() - said < SAY_EVERY) return
      said = performance.now()
      run.say(progressLine(message.status))
    },
  )
  let brokenOff = false
  let status: SyncStatus
  try {
    await thread.answer({ type: 'key', key: run.key })
    const interrupted = wait(2 ** 31 - 1, undefined, { signal: run.signal }).catch(() => {
      brokenOff = run.once
    })
    const ends: Promise<unknown>[] = [interrupted, stuck.promise]
    if (run.once) {
      const caughtUp = thread.answer({ type: 'catchUp' })
      // After an interruption nobody waits for it any more.
      caughtUp.catch(() => {})
      ends.unshift(caughtUp)
    }
    await Promise.race(ends)
  } finally {
    status = await thread.answer({ type: 'stop' })
  }
  return { status, requests: thread.requests, brokenOff }
}

/**
 * Fills a folder with the mirror of the key's account, without a window. Throws what stands in the way. A mirror in
 * which damage is met is set aside and read anew, once.
 */
export async function runMirror(run: MirrorRun): Promise<MirrorResult> {
  const started = performance.now()
  const { status, requests, brokenOff } = await follow(run).catch((error: unknown) => {
    if (!isMarkedDamaged(run.folder)) throw error
    run.say('mirror.db is damaged: it is set aside and everything is read from Stripe again')
    return follow(run)
  })
  for (const line of skippedLines(status)) run.say(line)
  const seconds = Math.round(performance.now() - started) / 1000
  const complete = !brokenOff && status.freshness.complete
  return { complete, ...count(run.folder), requests, seconds }
}

function count(folder: string): Pick<MirrorResult, 'objects' | 'events' | 'by_type'> {
  const reader = new Reader(folder)
  try {
    const typed = tables.map(({ type }): readonly [string, number] => [
      type,
      reader.get<{ count: number }>(`SELECT count(*) AS count FROM ${tableName(type)} WHERE deleted = 0`)
        ?.count ?? 0,
    ])
    const loose = reader
      .all<{ type: string; count: number }>(
        'SELECT type, count(*) AS count FROM object WHERE deleted = 0 GROUP BY type ORDER BY type',
      )
      .map(({ type, count: found }): readonly [string, number] => [type, found])
    const byType = Object.fromEntries([...typed, ...loose].filter(([, found]) => found > 0))
    return {
      objects: Object.values(byType).reduce((sum, found) => sum + found, 0),
      events: reader.events.count(),
      by_type: byType,
    }
  } finally {
    reader.close()
  }
}
