import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { decode, decodeList, encode } from '../codec.ts'
import { originOf, toAppUrl, toPageUrl } from '../origin.ts'
import { pageScript, type PageScript } from '../page-script.ts'
import { deliver, invoke } from './ipc-main.ts'
import { privilegedSchemes } from './protocol.ts'
import { session, type Session } from './session.ts'
import { emitPreventable, HostEmitter, HostEvent, notImplemented, strict } from './strict.ts'
import { frameMain, type WebFrameMain } from './web-frame-main.ts'

type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => { action: string }
type Part =
  | 'id'
  | 'send'
  | 'getURL'
  | 'getTitle'
  | 'loadURL'
  | 'reload'
  | 'isDestroyed'
  | 'executeJavaScript'
  | 'setZoomFactor'
  | 'getZoomFactor'
  | 'focus'
  | 'isLoading'

const events = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'did-start-navigation',
  'did-navigate',
  'dom-ready',
  'did-finish-load',
  'did-fail-load',
  'render-process-gone',
  'unresponsive',
  'responsive',
  'console-message',
  'preload-error',
  'destroyed',
  'page-title-updated',
  'context-menu',
  'focus',
  'blur',
] // prettier-ignore

const processInfo = {
  type: 'renderer',
  platform: process.platform,
  arch: process.arch,
  contextIsolated: true,
  sandboxed: true,
  env: {},
  argv: [],
}

/** What the host gives a page, read off its window's preferences: the safe ones only. */
export interface Preferences {
  readonly preload?: string
  readonly session?: Session
  readonly partition?: string
  readonly [name: string]: unknown
}

const safe = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
} as const

function refuseUnsafe(preferences: Preferences): void {
  for (const [name, value] of Object.entries(safe)) {
    if (preferences[name] !== undefined && preferences[name] !== value) {
      throw notImplemented(`webPreferences.${name} = ${JSON.stringify(preferences[name])}`)
    }
  }
}

let contents = 0

/** One page and its side of the IPC. */
export class WebContents extends HostEmitter implements Pick<Electron.WebContents, Part> {
  readonly id: number
  readonly session: Session
  private readonly preferences: Preferences
  private readonly attached = Promise.withResolvers<Page>()
  private page: Page | undefined
  private script: PageScript | undefined
  private openHandler: OpenHandler | undefined
  private queue: string[] = []
  private flushing = false
  private expected: string | undefined
  private loading = false
  private title = ''
  private zoom = 1

  constructor(preferences: Preferences) {
    super('webContents', events)
    refuseUnsafe(preferences)
    contents += 1
    this.id = contents
    this.preferences = preferences
    this.session =
      preferences.session ??
      (preferences.partition === undefined
        ? session.defaultSession
        : session.fromPartition(preferences.partition))
    // a window may be destroyed before its page was there: whoever waits for the page is told, others need not be
    this.attached.promise.catch(() => undefined)
  }

  /** Binds the IPC and the preload to the page. */
  async attach(page: Page): Promise<void> {
    const preload =
      this.preferences.preload === undefined ? '' : readFileSync(this.preferences.preload, 'utf8')
    const script = await pageScript(preload, { ...processInfo, versions: { ...process.versions } })
    await page.exposeBinding(script.binding, ({ frame }, message: string) =>
      this.receive(frameMain(frame), message),
    )
    await page.addInitScript(script.source)
    this.page = page
    this.script = script
    this.listen(page)
    this.attached.resolve(page)
  }

  private listen(page: Page): void {
    const real = (): boolean => page.url() !== 'about:blank'
    page.on('domcontentloaded', () => real() && this.emit('dom-ready', new HostEvent()))
    page.on('load', () => {
      this.loading = false
      if (real()) this.emit('did-finish-load')
    })
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && real())
        this.emit('did-navigate', new HostEvent(), this.getURL(), 200, 'OK')
    })
    page.on('crash', () =>
      this.emit('render-process-gone', new HostEvent(), { reason: 'crashed', exitCode: 1 }),
    )
    page.on('console', (message) => {
      const { url, lineNumber } = message.location()
      const level =
        message.type() === 'warning' || message.type() === 'error' || message.type() === 'debug'
          ? message.type()
          : 'info'
      this.emit('console-message', {
        message: message.text(),
        level,
        lineNumber: lineNumber + 1,
        sourceId: toAppUrl(url),
        frame: this.mainFrame,
      })
    })
    page.on('pageerror', (error) => console.error(`Uncaught in ${this.getURL()}:`, error))
  }

  private async receive(frame: WebFrameMain, message: string): Promise<string> {
    const [kind, channel, args] = decodeList(message)
    if (typeof channel !== 'string' || !Array.isArray(args))
      throw new TypeError('malformed message from the page')
    if (kind === 'invoke') return invoke(this, frame, channel, args)
    if (kind === 'send') deliver(this, frame, channel, args)
    else if (kind === 'open') this.openRequested(toAppUrl(channel))
    else if (kind === 'navigate') this.mayNavigate(frame, channel)
    else if (kind === 'title') this.retitle(channel)
    return ''
  }

  private retitle(title: string): void {
    this.title = title
    this.emit('page-title-updated', new HostEvent(), title, true)
  }

  get mainFrame(): WebFrameMain {
    if (this.page === undefined) throw new Error('webContents.mainFrame: the page is not there yet')
    return frameMain(this.page.mainFrame())
  }

  getURL(): string {
    const url = this.page?.url() ?? ''
    return url === 'about:blank' ? '' : toAppUrl(url)
  }

  getTitle(): string {
    return this.title
  }

  isLoading(): boolean {
    return this.loading
  }

  isDestroyed(): boolean {
    return this.page?.isClosed() ?? false
  }

  isCrashed(): boolean {
    return false
  }

  getLastWebPreferences(): Preferences {
    return { ...safe, ...this.preferences }
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  /** The page asked for a window: the app's handler hears of it, and it is never opened. */
  openRequested(url: string): void {
    const answer = this.openHandler?.({ url, frameName: '', disposition: 'foreground-tab' })
    if (answer?.action !== 'deny') throw notImplemented('setWindowOpenHandler answer other than deny')
  }

  /** Asks the app about a navigation that the page began. */
  mayNavigate(frame: WebFrameMain, url: string): boolean {
    const isMainFrame = frame.parent === null
    if (isMainFrame && (url === this.expected || url === this.getURL())) return true
    const event = Object.assign(new HostEvent(), {
      url,
      isMainFrame,
      isSameDocument: false,
      frame,
      initiator: frame,
    })
    const inFrame = emitPreventable(this, 'will-frame-navigate', event)
    const inMain = !isMainFrame || emitPreventable(this, 'will-navigate', event, url, false, true)
    return inFrame && inMain && !event.defaultPrevented
  }

  /** A redirect was met: the app is asked, but the host does not follow any. */
  redirected(frame: WebFrameMain, url: string): void {
    const isMainFrame = frame.parent === null
    const event = Object.assign(new HostEvent(), {
      url,
      isMainFrame,
      isSameDocument: false,
      frame,
      initiator: frame,
    })
    if (emitPreventable(this, 'will-redirect', event, url, false, isMainFrame))
      console.error(notImplemented(`redirect to ${url}`).message)
  }

  /** @throws with Chromium's reason when the address cannot be loaded */
  async loadURL(url: string): Promise<void> {
    const page = await this.attached.promise
    this.expected = url
    this.loading = true
    const target = toPageUrl(url, privilegedSchemes)
    await this.grantPermissions(page, url, target)
    try {
      await page.goto(target, { waitUntil: 'load', timeout: 0 })
    } catch (error) {
      this.loading = false
      const reason = /net::(ERR_\w+)/.exec(String(error))?.[1] ?? String(error)
      this.emit('did-fail-load', new HostEvent(), -2, reason, url, true, 1, this.mainFrame.routingId)
      throw new Error(`${reason} loading '${url}'`, { cause: error })
    }
  }

  /** Chromium is given what the app's handlers grant, and refuses all else. */
  private async grantPermissions(page: Page, url: string, target: string): Promise<void> {
    if (target === url) return
    const granted = await this.session.granted(strictly(this), originOf(url))
    await page.context().grantPermissions(granted, { origin: originOf(target) })
  }

  reload(): void {
    void this.attached.promise.then((page) => page.reload())
  }

  focus(): void {
    void this.attached.promise.then((page) => page.bringToFront())
  }

  /** @throws DataCloneError for what structured clone refuses */
  send(channel: string, ...args: unknown[]): void {
    this.queue.push(encode([channel, args]))
    if (!this.flushing) void this.flush()
  }

  private async flush(): Promise<void> {
    this.flushing = true
    const page = await this.attached.promise
    while (this.queue.length > 0 && !page.isClosed()) {
      const messages = this.queue.splice(0)
      await page.evaluate(give, [this.script?.receiver ?? '', messages] as const).catch((error: unknown) => {
        // a page that is going away hears no more, as in Electron
        if (!page.isClosed() && !/navigat|destroyed|closed/i.test(String(error))) throw error
      })
    }
    this.flushing = false
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.attached.promise
    const text: unknown = await page.evaluate(run, [this.script?.receiver ?? '', code] as const)
    return decode(String(text))
  }

  setZoomFactor(factor: number): void {
    this.zoom = factor
    void this.attached.promise.then((page) =>
      page.evaluate((zoom) => void (document.documentElement.style.zoom = String(zoom)), factor),
    )
  }

  getZoomFactor(): number {
    return this.zoom
  }

  setTitle(title: string): void {
    this.title = title
    void this.attached.promise.then((page) => page.evaluate((text) => void (document.title = text), title))
  }

  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve()
  }

  openDevTools(): void {
    throw notImplemented('webContents.openDevTools')
  }

  /** The page is gone or will never come. */
  detach(): void {
    this.attached.reject(new Error('Object has been destroyed'))
    this.emit('destroyed')
  }
}

/** Runs in the page. */
function give([receiver, messages]: readonly [string, readonly string[]]): void {
  const take: unknown = Reflect.get(globalThis, Symbol.for(receiver))
  if (typeof take === 'function') take(messages)
}

/** Runs in the page. */
function run([receiver, code]: readonly [string, string]): unknown {
  const encodeInPage: unknown = Reflect.get(globalThis, Symbol.for(`${receiver}.encode`))
  if (typeof encodeInPage !== 'function') throw new Error('executeJavaScript: the page is not loaded')
  // oxlint-disable-next-line no-eval -- this is what executeJavaScript is
  return Promise.resolve((0, eval)(code)).then((value: unknown) => encodeInPage(value))
}

const strictOnes = new WeakMap<WebContents, WebContents>()

/** The one strict view of `target` that the app sees everywhere. */
export function strictly(target: WebContents): WebContents {
  const view = strictOnes.get(target) ?? strict('webContents', target)
  strictOnes.set(target, view)
  strictOnes.set(view, view)
  return view
}
