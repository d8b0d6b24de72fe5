import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, type Page, chromium } from 'playwright'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The page as the host and as Electron name it. */
const consoleAddress = /^(https:\/\/console\.app\.invalid|app:\/\/console)\//

/** The binary of the real Electron, when the tests are to run on it; otherwise they run on the host. */
const electron = process.env['ELECTRON_PATH']
/** Native dialogs cannot be pressed from outside, nor can the operating system be played. */
export const onElectron = electron !== undefined

/** The program and arguments that start the built console. */
export function consoleCommand(
  switches: readonly string[],
): readonly [program: string, args: readonly string[]] {
  if (electron === undefined) return [process.execPath, [join(root, 'src/host/run.ts'), root, ...switches]]
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [electron, [...asRoot, root, ...switches]]
}

export interface LaunchOptions {
  /** A data folder to go on with; without it, a fresh one that is removed at the end. */
  readonly userData?: string
  /** Switches of the console: `--demo`, `--api-base=…`, `--lang=…`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The built console, running headless on the host, driven from outside like any other client would. */
export class RunningConsole {
  readonly page: Page
  readonly userData: string
  /** What the host did in the operating system's stead: links opened, alerts shown. */
  readonly reports: readonly object[]
  private readonly child: ChildProcess
  private readonly browser: Browser
  private readonly temporary: boolean

  constructor(parts: {
    page: Page
    browser: Browser
    child: ChildProcess
    userData: string
    temporary: boolean
    reports: object[]
  }) {
    this.page = parts.page
    this.browser = parts.browser
    this.child = parts.child
    this.userData = parts.userData
    this.temporary = parts.temporary
    this.reports = parts.reports
  }

  /** The dialog that main shows now or next (role `alertdialog`, buttons by name); on the host only. */
  async dialog(): Promise<Page> {
    const context = this.page.context()
    const others = context.pages().filter((page) => page !== this.page && !page.isClosed())
    for (const page of others) // one that was just answered may be gone by now
      if (
        await page
          .getByRole('alertdialog')
          .isVisible()
          .catch(() => false)
      )
        return page
    const next = await context.waitForEvent('page')
    await next.getByRole('alertdialog').waitFor()
    return next
  }

  /** The process id of main. */
  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Where a DevTools client reaches the page. */
  get debuggingAddress(): string {
    return debuggingAddress(this.userData)
  }

  /** Plays the operating system: `emit('powerMonitor', 'lock-screen')`; on the host only. */
  emit(target: string, event: unknown): void {
    this.child.send?.({ emit: target, event })
  }

  /** Quits in order (SIGTERM) or ends it outright (SIGKILL); the data folder stays. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exited = once(this.child, 'exit')
    this.child.kill(signal)
    await exited
    await this.browser.close()
  }

  /** {@link end}, and removes the data folder if it was made for this run. */
  async dispose(): Promise<void> {
    await this.end()
    if (this.temporary) rmSync(this.userData, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Resolves when the console says that its window is usable. @throws with what it printed when it ends before that */
function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface(stream).on('line', (line) => {
        printed.push(line)
        if (line === 'ready') resolve()
      })
    }
    child.once('exit', (code) =>
      reject(new Error(`the console ended (${code}) before it was ready:\n${printed.join('\n')}`)),
    )
  })
}

function debuggingAddress(userData: string): string {
  const folder = onElectron ? userData : join(userData, 'Chromium')
  const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}

async function consolePage(browser: Browser): Promise<Page> {
  const pages = browser.contexts().flatMap((context) => context.pages())
  const page = pages.find((one) => consoleAddress.test(one.url()))
  if (page === undefined)
    throw new Error(`the console shows no page; there are: ${pages.map((one) => one.url()).join(', ')}`)
  await page.bringToFront()
  return page
}

/** Starts the built console and waits until it is ready. `npm test` builds it first; alone, `npm run build`. */
export async function launchConsole(options: LaunchOptions = {}): Promise<RunningConsole> {
  const temporary = options.userData === undefined
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'counterfoil-console-'))
  const switches = [
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${userData}`,
    ...(options.args ?? []),
  ]
  const [program, args] = consoleCommand(switches)
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...options.env },
  })
  const reports: object[] = []
  child.on('message', (message) => {
    if (typeof message === 'object' && message !== null) reports.push(message)
  })
  try {
    await untilReady(child)
    const browser = await chromium.connectOverCDP(debuggingAddress(userData))
    return new RunningConsole({
      page: await consolePage(browser),
      browser,
      child,
      userData,
      temporary,
      reports,
    })
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}
