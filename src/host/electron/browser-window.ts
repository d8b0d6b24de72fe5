import type { BrowserContext, Page } from 'playwright'
import { browser, isHeadless, openPage } from './browser.ts'
import { interceptAll } from './network.ts'
import { emitPreventable, HostEmitter, HostEvent, strict } from './strict.ts'
import { strictly, WebContents, type Preferences } from './web-contents.ts'
import { followTheme } from './native-theme.ts'
import { getName } from './paths.ts'
import { suffix } from '../page/title.ts'

type Options = Omit<Partial<Electron.BrowserWindowConstructorOptions>, 'webPreferences'> & {
  readonly webPreferences?: Preferences
}
type Part =
  | 'id'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'minimize'
  | 'maximize'
  | 'unmaximize'
  | 'restore'
  | 'setTitle'
  | 'getTitle'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'getSize'
  | 'setSize'
  | 'getContentSize'
  | 'setMinimumSize'
  | 'setBackgroundColor'
  | 'setMenuBarVisibility'
  | 'setMenu'
  | 'loadURL'
  | 'center'
  | 'flashFrame' // prettier-ignore

const events = [
  'ready-to-show',
  'show',
  'hide',
  'close',
  'closed',
  'focus',
  'blur',
  'minimize',
  'maximize',
  'unmaximize',
  'restore',
  'resize',
  'resized',
  'move',
  'moved',
  'page-title-updated',
  'unresponsive',
  'responsive',
  'session-end',
  'query-session-end',
] // prettier-ignore

const defaultSize = { width: 1440, height: 900 }
const windows: BrowserWindow[] = []
const pages = new WeakMap<Page, BrowserWindow>()
const closing = new Set<Promise<unknown>>()
let focused: BrowserWindow | null = null
let created = 0
let popupsRefused = 0

export const windowEvents = new HostEmitter('windows', ['created', 'all-closed', 'focus', 'blur'])

const contentsOf = (page: Page): WebContents | undefined => pages.get(page)?.webContents

function refusePopup(url: string): void {
  const window = focused ?? windows[0]
  window?.webContents.openRequested(url)
}

function refusePopupRequest(url: string): void {
  // the window itself follows, and is not to be reported again
  popupsRefused += 1
  refusePopup(url)
}

let intercepted: Promise<BrowserContext> | undefined

async function interceptedBrowser(): Promise<BrowserContext> {
  const context = await browser({
    popup: (page) => {
      if (popupsRefused > 0) popupsRefused -= 1
      else refusePopup(page.url())
      void page.close()
    },
    gone: () => [...windows].forEach((window) => window.destroy()),
  })
  await interceptAll(context, { contentsOf, popup: refusePopupRequest })
  return context
}

/** Chromium with every page's requests intercepted. */
export function readyBrowser(): Promise<BrowserContext> {
  intercepted ??= interceptedBrowser()
  return intercepted
}

/** Resolves when every page that was told to close has closed. */
export async function allPagesClosed(): Promise<void> {
  await Promise.all(closing)
}

/** A window of the app's: in Chromium an app window; headless, a page. */
export class BrowserWindow extends HostEmitter implements Pick<Electron.BrowserWindow, Part> {
  readonly id: number
  readonly webContents: WebContents
  private bounds: Electron.Rectangle
  private title: string
  private visible: boolean
  private state: 'normal' | 'minimized' | 'maximized' = 'normal'
  private destroyed = false
  private page: Page | undefined

  constructor(options: Options = {}) {
    super('BrowserWindow', events)
    created += 1
    this.id = created
    const { width = defaultSize.width, height = defaultSize.height, x = 0, y = 0 } = options
    this.bounds = { x, y, width, height }
    this.title = `${options.title ?? getName()}${suffix}`
    this.visible = options.show !== false
    this.webContents = strictly(new WebContents(options.webPreferences ?? {}))
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.on('page-title-updated', (event: HostEvent, title: string) => {
      if (emitPreventable(this, 'page-title-updated', event, title, true)) this.title = title
    })
    // oxlint-disable-next-line no-constructor-return -- the app must only ever see the strict view
    const view = strict('BrowserWindow', this)
    windows.push(view)
    focused ??= view
    this.open(view).catch((error: unknown) => {
      console.error('The host could not open a window:', error)
      process.exitCode = 1
      this.destroy()
    })
    windowEvents.emit('created', view)
    // oxlint-disable-next-line no-constructor-return -- as above
    return view
  }

  private async open(view: BrowserWindow): Promise<void> {
    const page = await openPage(await readyBrowser(), this.bounds)
    if (this.destroyed) return page.close()
    this.page = page
    pages.set(page, view)
    page.on('close', () => view.destroy())
    await followTheme(page)
    if (!isHeadless()) await this.setWindow(this.bounds)
    await this.webContents.attach(page)
  }

  private found(): BrowserWindow | undefined {
    return windows.find((window) => window.id === this.id)
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.visible = true
    this.emit('show')
    this.focus()
  }

  showInactive(): void {
    this.visible = true
    this.emit('show')
  }

  hide(): void {
    this.visible = false
    this.emit('hide')
    this.blur()
  }

  focus(): void {
    const window = this.found()
    if (window === undefined) return
    if (focused !== window) focused?.blur()
    focused = window
    this.webContents.focus()
    this.emit('focus')
    windowEvents.emit('focus', window)
  }

  blur(): void {
    if (focused?.id !== this.id) return
    const window = focused
    focused = null
    this.emit('blur')
    windowEvents.emit('blur', window)
  }

  close(): void {
    if (!this.destroyed && emitPreventable(this, 'close', new HostEvent())) this.destroy()
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    const index = windows.findIndex((window) => window.id === this.id)
    if (index >= 0) windows.splice(index, 1)
    if (focused?.id === this.id) focused = windows.at(-1) ?? null
    const last = windows.length === 0
    const closed = this.page?.isClosed() === false ? this.page.close() : Promise.resolve()
    // Chromium may be gone already; then so is the page
    const settled: Promise<void> = closed.catch(() => undefined).then(() => void closing.delete(settled))
    closing.add(settled)
    this.webContents.detach()
    this.emit('closed')
    if (last) windowEvents.emit('all-closed')
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  isVisible(): boolean {
    return this.visible && !this.destroyed
  }

  isFocused(): boolean {
    return focused?.id === this.id
  }

  isMinimized(): boolean {
    return this.state === 'minimized'
  }

  isMaximized(): boolean {
    return this.state === 'maximized'
  }

  isFullScreen(): boolean {
    return false
  }

  minimize(): void {
    this.change('minimized', 'minimize')
  }

  maximize(): void {
    this.change('maximized', 'maximize')
  }

  unmaximize(): void {
    this.change('normal', 'unmaximize')
  }

  restore(): void {
    this.change('normal', 'restore')
  }

  private change(state: 'normal' | 'minimized' | 'maximized', event: string): void {
    this.state = state
    void this.setWindow({ windowState: state })
    this.emit(event)
  }

  private async setWindow(
    bounds: { windowState: 'normal' | 'minimized' | 'maximized' } | Electron.Rectangle,
  ): Promise<void> {
    const { page } = this
    if (page === undefined || page.isClosed()) return
    if (isHeadless()) {
      if ('width' in bounds) await page.setViewportSize(bounds)
      return
    }
    const devtools = await page.context().newCDPSession(page)
    const { windowId } = await devtools.send('Browser.getWindowForTarget')
    if ('windowState' in bounds) await devtools.send('Browser.setWindowBounds', { windowId, bounds })
    else {
      const { x: left, y: top, width, height } = bounds
      await devtools.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } })
    }
    await devtools.detach()
  }

  setTitle(title: string): void {
    this.title = `${title}${suffix}`
    this.webContents.setTitle(this.title)
  }

  getTitle(): string {
    return this.title
  }

  getBounds(): Electron.Rectangle {
    return { ...this.bounds }
  }

  getNormalBounds(): Electron.Rectangle {
    return { ...this.bounds }
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds }
    void this.setWindow(this.bounds)
    this.emit('resize')
  }

  getSize(): number[] {
    return [this.bounds.width, this.bounds.height]
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }

  getContentSize(): number[] {
    return this.getSize()
  }

  /** Chromium's app windows know no such thing; the headless page has no frame at all. */
  setMinimumSize(_width: number, _height: number): void {}
  setBackgroundColor(_color: string): void {}
  setMenuBarVisibility(_visible: boolean): void {}
  setMenu(_menu: unknown): void {}
  center(): void {}
  flashFrame(_flag: boolean): void {}

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return windows.find((window) => window.webContents.id === contents.id) ?? null
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.find((window) => window.id === id) ?? null
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused
  }
}
