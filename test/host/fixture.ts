import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const runner = path('../../src/host/run.ts')
const app = path('fixture/app')

export type Message = Readonly<Record<string, unknown>>

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null

/** The fixture program, running on the host. */
export interface Fixture {
  readonly child: ChildProcess
  readonly userData: string
  readonly messages: Message[]
  /** Evaluates an expression in the main process, with `electron`, `log` and `createWindow` in scope. */
  readonly run: (expression: string) => Promise<unknown>
  readonly heard: (matches: (message: Message) => boolean) => Promise<Message>
  readonly event: (name: string) => Promise<Message>
  readonly emit: (target: string, event: unknown) => void
  /** The program's pages, seen by a second DevTools client through its port. */
  readonly browser: () => Promise<Browser>
  readonly page: () => Promise<Page>
  /** Resolves to the exit code, or the signal's name. */
  readonly exited: Promise<number | string>
}

const exitOf = (child: ChildProcess): Promise<number | string> =>
  once(child, 'exit').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown')

function collect(child: ChildProcess, ended: Promise<number | string>): Pick<Fixture, 'messages' | 'heard'> {
  const messages: Message[] = []
  const waiting = new Set<(message: Message) => void>()
  child.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    messages.push(message)
    for (const listener of waiting) listener(message)
  })
  const heard = (matches: (message: Message) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      const already = messages.find(matches)
      if (already !== undefined) return resolve(already)
      const listener = (message: Message): void => {
        if (!matches(message)) return
        waiting.delete(listener)
        resolve(message)
      }
      waiting.add(listener)
      ended.then((code) => reject(new Error(`the fixture ended with ${code}`)), reject)
    })
  return { messages, heard }
}

const temporary: string[] = []
const running = new Set<Fixture>()

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-host-'))
  temporary.push(folder)
  return folder
}

/** Starts the fixture, headless, on a data folder of its own unless one is given. */
export function startFixture(userData = temporaryFolder(), args: readonly string[] = []): Fixture {
  const switches = ['--headless', `--user-data-dir=${userData}`, '--remote-debugging-port=0', ...args]
  const child = fork(runner, [app, ...switches], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  const exited = exitOf(child)
  const { messages, heard } = collect(child, exited)
  let asked = 0
  const run = async (expression: string): Promise<unknown> => {
    asked += 1
    const id = asked
    child.send({ id, run: expression })
    const answer = await heard((message) => message['answer'] === id)
    if (answer['error'] !== undefined) throw new Error(JSON.stringify(answer['error']))
    return answer['value']
  }
  let connected: Promise<Browser> | undefined
  const browser = (): Promise<Browser> => {
    const port = readFileSync(join(userData, 'Chromium', 'DevToolsActivePort'), 'utf8').split('\n')[0]
    connected ??= chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    return connected
  }
  const fixture: Fixture = {
    child,
    userData,
    messages,
    run,
    heard,
    event: (name) => heard((message) => message['event'] === name),
    emit: (target, event) => child.send({ emit: target, event }),
    browser,
    page: async () => {
      const pages = (await browser()).contexts().flatMap((context) => context.pages())
      const page = pages.find((one) => one.url().startsWith('https://console.app.invalid/'))
      if (page === undefined) throw new Error('the fixture shows no page')
      return page
    },
    exited,
  }
  running.add(fixture)
  return fixture
}

/** {@link startFixture}, once its page is loaded. */
export async function loadedFixture(args: readonly string[] = []): Promise<Fixture> {
  const fixture = startFixture(temporaryFolder(), args)
  await fixture.event('loaded')
  return fixture
}

/** Ends what is still running and removes the data folders. */
export async function cleanUp(): Promise<void> {
  for (const { child, exited } of running) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
  }
  running.clear()
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
