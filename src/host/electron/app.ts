import { closeBrowser, locale } from './browser.ts'
import { allPagesClosed, BrowserWindow, windowEvents } from './browser-window.ts'
import { commandLine } from './command-line.ts'
import { getAppPath, getName, getPath, getVersion, setName, setPath } from './paths.ts'
import { hasLock, releaseLock, requestLock } from './single-instance.ts'
import { emitPreventable, HostEmitter, HostEvent, strict } from './strict.ts'

const events = [
  'will-finish-launching',
  'ready',
  'activate',
  'before-quit',
  'will-quit',
  'quit',
  'window-all-closed',
  'second-instance',
  'web-contents-created',
  'browser-window-created',
  'browser-window-focus',
  'browser-window-blur',
  'render-process-gone',
  'child-process-gone',
  'open-url',
  'open-file',
  'certificate-error',
  'login',
  'select-client-certificate',
  'session-created',
] // prettier-ignore

type Part =
  | 'name'
  | 'isPackaged'
  | 'quit'
  | 'exit'
  | 'focus'
  | 'isReady'
  | 'whenReady'
  | 'getAppPath'
  | 'getPath'
  | 'setPath'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getPreferredSystemLanguages'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'disableHardwareAcceleration' // prettier-ignore

export class App extends HostEmitter implements Pick<Electron.App, Part> {
  readonly isPackaged = false
  readonly commandLine = commandLine
  /** macOS only, as in Electron. */
  readonly dock = undefined
  private readonly ready = Promise.withResolvers<void>()
  private isReadyNow = false
  private quitting = false
  private leaving = false

  constructor() {
    super('app', events)
    windowEvents.on('created', (window: BrowserWindow) => {
      const event = new HostEvent()
      this.emit('browser-window-created', event, window)
      this.emit('web-contents-created', event, window.webContents)
      window.webContents.on('render-process-gone', (gone: HostEvent, details: unknown) =>
        this.emit('render-process-gone', gone, window.webContents, details),
      )
    })
    windowEvents.on('focus', (window) => this.emit('browser-window-focus', new HostEvent(), window))
    windowEvents.on('blur', (window) => this.emit('browser-window-blur', new HostEvent(), window))
    windowEvents.on('all-closed', () => this.allClosed())
  }

  get name(): string {
    return getName()
  }

  set name(name: string) {
    setName(name)
  }

  /** The host has loaded the app's main file. */
  becomeReady(): void {
    this.isReadyNow = true
    this.emit('will-finish-launching')
    this.emit('ready', new HostEvent(), {})
    this.ready.resolve()
  }

  isReady(): boolean {
    return this.isReadyNow
  }

  whenReady(): Promise<void> {
    return this.ready.promise
  }

  private allClosed(): void {
    if (this.leaving) return
    if (this.quitting) this.willQuit()
    else if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  /** before-quit → close of each window → will-quit → quit; a listener may stop it at the first three. */
  quit(): void {
    if (this.leaving) return
    this.quitting = emitPreventable(this, 'before-quit', new HostEvent())
    if (!this.quitting) return
    const windows = BrowserWindow.getAllWindows()
    if (windows.length === 0) return this.willQuit()
    for (const window of windows) window.close()
    if (BrowserWindow.getAllWindows().length > 0) this.quitting = false
  }

  private willQuit(): void {
    this.quitting = false
    if (emitPreventable(this, 'will-quit', new HostEvent())) this.leave(Number(process.exitCode ?? 0))
  }

  /** Ends without asking anyone. */
  exit(code = 0): void {
    if (this.leaving) return
    this.leaving = true
    for (const window of BrowserWindow.getAllWindows()) window.destroy()
    this.leaving = false
    this.leave(code)
  }

  private leave(code: number): void {
    if (this.leaving) return
    this.leaving = true
    this.emit('quit', new HostEvent(), code)
    void allPagesClosed()
      .then(closeBrowser)
      .finally(() => process.exit(code))
  }

  focus(): void {
    BrowserWindow.getAllWindows()[0]?.focus()
  }

  getAppPath = getAppPath
  getPath = (name: string): string => getPath(name)
  setPath = setPath
  getName = getName
  setName = setName
  getVersion = getVersion
  getLocale = locale
  getSystemLocale = locale
  getPreferredSystemLanguages = (): string[] => [locale()]

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    return requestLock(getPath('userData'), additionalData, (argv, workingDirectory, data) =>
      this.emit('second-instance', new HostEvent(), argv, workingDirectory, data),
    )
  }

  hasSingleInstanceLock = hasLock
  releaseSingleInstanceLock = releaseLock

  /** Every page of the host is sandboxed as far as Chromium is. */
  enableSandbox(): void {}
  /** Windows only, as in Electron. */
  setAppUserModelId(_id: string): void {}

  disableHardwareAcceleration(): void {
    commandLine.appendSwitch('disable-gpu')
  }
}

const hostApp = new App()
export const app = strict('app', hostApp)
export const becomeReady = (): void => hostApp.becomeReady()
