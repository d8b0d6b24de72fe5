import type {
  LogAnchor,
  LogEntry,
  LogHead,
  LogProblem,
  LogReport,
} from '../../shared/features/operator-log/contract.ts'
import { entryHash, genesis } from './chain.ts'

/** The record of the newest entry: `unknown` where there is none to be had, null where it says the log is empty. */
export type ExpectedHead = LogHead | 'unknown' | 'lost' | null

const MOST_MOVES_TRIED = 1000

/**
 * Checks entries, in the order of `seq`, against their own hashes, each other, the recorded head and anchors kept
 * elsewhere, and names whatever does not fit. Needs no database: an exported log is checked the same way.
 */
export function verifyChain(
  entries: Iterable<LogEntry>,
  expected: ExpectedHead,
  anchors: readonly LogAnchor[],
): LogReport {
  const problems = new Problems()
  const unfit: LogEntry[] = []
  const breaks = new Set<number>()
  const anchorsBySeq = Map.groupBy(anchors, ({ seq }) => seq)
  const end = typeof expected === 'object' ? (expected?.seq ?? 0) : Number.POSITIVE_INFINITY
  let count = 0
  let previous: { readonly entry: LogEntry; readonly fits: boolean } | undefined
  let next = 1

  for (const entry of entries) {
    count++
    if (entry.seq < 1 || entry.seq > end) {
      problems.name('unexpected', entry.seq)
      continue
    }
    if (entry.seq > next) problems.name('missing', next, { until: entry.seq - 1 })
    const fits = entryHash(entry) === entry.hash
    if (!fits) unfit.push(entry)
    const before = entry.seq === next ? previous : undefined
    const named = entry.seq === 1 ? genesis : before?.fits === true ? before.entry.hash : entry.previous
    if (fits && entry.previous !== named) breaks.add(entry.seq)
    for (const { hash, source } of anchorsBySeq.get(entry.seq) ?? []) {
      if (fits && hash !== entry.hash) problems.name('rewritten', entry.seq, { source })
    }
    previous = { entry, fits }
    next = entry.seq + 1
  }

  const last = previous?.entry
  if (expected === 'lost') problems.name('head_lost', next - 1)
  if (end !== Number.POSITIVE_INFINITY && next <= end) problems.name('missing', next, { until: end })
  if (
    typeof expected === 'object' &&
    expected !== null &&
    last?.seq === expected.seq &&
    previous?.fits === true
  ) {
    if (last.hash !== expected.hash) breaks.add(expected.seq + 1)
  }
  nameMoved(unfit, problems)
  nameRewritten(breaks, problems)
  for (const anchor of anchors) {
    if (anchor.seq >= next) problems.name('missing', anchor.seq, { source: anchor.source })
  }
  const found = problems.sorted()
  const head = last === undefined ? null : { seq: last.seq, hash: last.hash }
  return { ok: found.length === 0, entries: count, head, anchors: anchors.length, problems: found }
}

/** An entry that fits its hash under another number was written there and carried here. */
function nameMoved(unfit: readonly LogEntry[], problems: Problems): void {
  const places = [...unfit.map(({ seq }) => seq), ...problems.missing()].slice(0, MOST_MOVES_TRIED)
  for (const entry of unfit.slice(0, MOST_MOVES_TRIED)) {
    const near = [entry.seq - 1, entry.seq + 1]
    const from = [...near, ...places].find((seq) => entryHash({ ...entry, seq }) === entry.hash)
    if (from === undefined) problems.name('edited', entry.seq)
    else problems.name('moved', entry.seq, { from })
  }
  for (const entry of unfit.slice(MOST_MOVES_TRIED)) problems.name('edited', entry.seq)
}

/** Where `n` names another entry before it: `n` itself was rewritten if what follows disowns it too, else `n - 1`. */
function nameRewritten(breaks: ReadonlySet<number>, problems: Problems): void {
  const told = new Set<number>()
  for (const seq of [...breaks].toSorted((a, b) => a - b)) {
    if (told.has(seq)) continue
    const itself = seq === 1 || breaks.has(seq + 1)
    if (itself) told.add(seq + 1)
    problems.name('rewritten', itself ? seq : seq - 1)
  }
}

/** What was found, each entry named once. */
class Problems {
  readonly #bySeq = new Map<number, LogProblem>()

  name(kind: LogProblem['kind'], seq: number, details: Partial<LogProblem> = {}): void {
    if (this.#bySeq.has(seq)) return
    this.#bySeq.set(seq, { kind, seq, until: seq, from: null, source: null, ...details })
  }

  missing(): readonly number[] {
    return [...this.#bySeq.values()].filter(({ kind }) => kind === 'missing').map(({ seq }) => seq)
  }

  sorted(): readonly LogProblem[] {
    return [...this.#bySeq.values()].toSorted((a, b) => a.seq - b.seq)
  }
}
