import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type News, type Order, newsSchema, type Settings } from './messages.ts'

const program = fileURLToPath(new URL('console/main.ts', import.meta.url))
const seams = new URL('console/seams.ts', import.meta.url).href

export interface DeskOptions extends Omit<Settings, 'death'> {
  readonly bug: string | null
  /** Where Node keeps what it has compiled, so that a console starts soon. */
  readonly compiled: string
  readonly onNews: (news: News) => void
}

/** A console ended without being killed. */
export class ConsoleEnded extends Error {}

/** A console in a process of its own, on a folder that outlives it. */
export class Desk {
  readonly folder: string
  readonly #options: DeskOptions
  #child: ChildProcess | null = null
  #ended: Promise<void> = Promise.resolve()

  constructor(options: DeskOptions) {
    this.folder = options.folder
    this.#options = options
  }

  /** Starts the console; false if it died at its point before it was ready. Throws {@link ConsoleEnded}. */
  async start(death: Settings['death']): Promise<boolean> {
    const { folder, apiBase, stripeAccount, bug, compiled, onNews } = this.#options
    const child = fork(program, {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', seams],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compiled,
        CONSOLE_SETTINGS: JSON.stringify({ folder, apiBase, stripeAccount, death } satisfies Settings),
        ...(bug === null ? {} : { CONSOLE_BUG: bug }),
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child = child
    this.#ended = untilKilled(child)
    const ready = new Promise<boolean>((resolve) => {
      child.on('message', (message) => {
        const news = newsSchema.parse(message)
        if (news.type === 'ready') resolve(true)
        onNews(news)
      })
    })
    return await Promise.race([ready, this.#ended.then(() => false)])
  }

  tell(order: Order): void {
    // what is told to a console that has just died is lost, as a click is
    if (this.#child?.connected === true) this.#child.send(order, () => undefined)
  }

  /** Resolves once the console is gone. Throws {@link ConsoleEnded} unless it was killed. */
  ended(): Promise<void> {
    return this.#ended
  }

  /** Ends the console with SIGKILL. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
    this.#child = null
  }
}

async function untilKilled(child: ChildProcess): Promise<void> {
  let printed = ''
  child.stderr?.on('data', (chunk) => {
    printed += String(chunk)
  })
  await once(child, 'close')
  if (child.signalCode !== 'SIGKILL') {
    throw new ConsoleEnded(`the console ended by itself (${child.exitCode}): ${printed.trim()}`)
  }
}
