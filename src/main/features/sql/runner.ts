import { type ChildProcess, fork } from 'node:child_process'
import type { SqlError, SqlResult } from '../../../shared/features/sql/contract.ts'
import { ownEndSchema } from './own-end.ts'
import { answerSchema, type Request } from './process-messages.ts'
import type { Wanted } from './statement.ts'

const LIMITS = { milliseconds: 30_000, memory: 1_000_000_000 }
/** Milliseconds after its time in which the console should have ended a statement, before it does so itself. */
const GRACE = 2000
/** Milliseconds without a statement after which the files are let go. */
const IDLE = 30_000

/** The built files of `process.ts` and `watcher.ts`. */
export interface SqlEntries {
  readonly statement: string
  readonly watcher: string
}

export interface SqlLimits {
  /** That a statement may take. */
  readonly milliseconds: number
  /** Bytes of memory that its process may take. */
  readonly memory: number
}

interface Running {
  readonly number: number
  readonly settle: (result: SqlResult) => void
  readonly timer: ReturnType<typeof setTimeout>
}

const stopped = (code: SqlError['code']): SqlResult => ({
  ok: false,
  error: { code, message: '', position: null },
})

/** Runs statements in a process that is killed when time is up, memory is short or the operator has had enough. */
export class SqlRunner {
  readonly #entries: SqlEntries
  readonly #folder: string
  readonly #limits: SqlLimits
  #child: ChildProcess | null = null
  #running: Running | null = null
  #idle: ReturnType<typeof setTimeout> | null = null
  #count = 0

  constructor(entries: SqlEntries, folder: string, limits: Partial<SqlLimits> = {}) {
    this.#entries = entries
    this.#folder = folder
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Ends what runs still. */
  run(sql: string, wanted: Wanted): Promise<SqlResult> {
    if (this.#running !== null) this.#stop('cancelled')
    if (this.#idle !== null) clearTimeout(this.#idle)
    const child = this.#start()
    this.#count += 1
    const number = this.#count
    return new Promise((resolve) => {
      const { milliseconds } = this.#limits
      const timer = setTimeout(() => this.#stop('time_up'), milliseconds)
      this.#running = { number, settle: resolve, timer }
      const request: Request = { number, sql, ...wanted, milliseconds: milliseconds + GRACE }
      child.send(request)
    })
  }

  cancel(): void {
    if (this.#running !== null) this.#stop('cancelled')
  }

  close(): void {
    this.#stop('ended')
  }

  #start(): ChildProcess {
    if (this.#child !== null) return this.#child
    // No environment, which may hold a key.
    const child = fork(this.#entries.statement, this.#arguments(), {
      env: { ELECTRON_RUN_AS_NODE: '1' },
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    })
    child.on('message', (message) => {
      const { number, result, memory } = answerSchema.parse(message)
      if (this.#running?.number !== number) return
      this.#settle(result)
      // What it keeps would be counted against the next statement.
      if (memory > this.#limits.memory / 2) this.close()
    })
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const gone = (code: SqlError['code']): void => {
      if (this.#child !== child) return
      this.#child = null
      this.#settle(stopped(code))
    }
    child.on('close', (_, signal) => gone(ownEndSchema.safeParse(said).data ?? endOf(signal)))
    child.on('error', () => gone('ended'))
    this.#child = child
    return child
  }

  #arguments(): readonly string[] {
    return [this.#folder, this.#entries.watcher, String(this.#limits.memory), String(process.pid)]
  }

  #stop(code: SqlError['code']): void {
    const child = this.#child
    this.#child = null
    child?.kill('SIGKILL')
    this.#settle(stopped(code))
  }

  #settle(result: SqlResult): void {
    const running = this.#running
    this.#running = null
    if (running === null) return
    clearTimeout(running.timer)
    this.#idle = setTimeout(() => this.close(), IDLE)
    this.#idle.unref()
    running.settle(result)
  }
}

/** A process whose JavaScript finds no more memory aborts. */
function endOf(signal: NodeJS.Signals | null): SqlError['code'] {
  return signal === 'SIGABRT' ? 'too_much_memory' : 'ended'
}
