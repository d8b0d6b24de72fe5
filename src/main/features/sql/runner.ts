import { type ChildProcess, fork } from 'node:child_process'
import { z } from 'zod'
import { type SqlError, type SqlResult, sqlResultSchema } from '../../../shared/features/sql/contract.ts'

const TIME_LIMIT = 30_000
/** Milliseconds without a statement after which the files are let go. */
const IDLE = 30_000
const answerSchema = z.object({ number: z.int(), result: sqlResultSchema })

interface Running {
  readonly number: number
  readonly settle: (result: SqlResult) => void
  readonly timer: ReturnType<typeof setTimeout>
}

const stopped = (code: SqlError['code']): SqlResult => ({
  ok: false,
  error: { code, message: '', position: null },
})

/** Runs statements in a process that is killed when time is up or the operator has had enough. */
export class SqlRunner {
  readonly #entry: string
  readonly #folder: string
  readonly #limit: number
  #child: ChildProcess | null = null
  #running: Running | null = null
  #idle: ReturnType<typeof setTimeout> | null = null
  #count = 0

  constructor(entry: string, folder: string, timeLimit = TIME_LIMIT) {
    this.#entry = entry
    this.#folder = folder
    this.#limit = timeLimit
  }

  /** Ends what runs still; `limit` is the most rows. */
  run(sql: string, limit: number): Promise<SqlResult> {
    if (this.#running !== null) this.#stop('cancelled')
    if (this.#idle !== null) clearTimeout(this.#idle)
    const child = this.#start()
    this.#count += 1
    const number = this.#count
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#stop('time_up'), this.#limit)
      this.#running = { number, settle: resolve, timer }
      child.send({ number, sql, limit })
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
    const child = fork(this.#entry, [this.#folder], {
      env: { ELECTRON_RUN_AS_NODE: '1' },
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.on('message', (message) => {
      const { number, result } = answerSchema.parse(message)
      if (this.#running?.number === number) this.#settle(result)
    })
    const gone = (): void => {
      if (this.#child !== child) return
      this.#child = null
      this.#settle(stopped('ended'))
    }
    child.on('exit', gone)
    child.on('error', gone)
    this.#child = child
    return child
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
