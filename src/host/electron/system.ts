/** The operating system's services that the host stands in for. What would reach the outside is reported instead. */
import { control, report } from './control.ts'
import { HostEmitter, notImplemented, strict } from './strict.ts'

/** The host has no keeper of secrets: it says so, and refuses to pretend. */
export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(false),
  encryptStringAsync: (_text: string) => Promise.reject(notImplemented('safeStorage.encryptStringAsync')),
  decryptStringAsync: (_encrypted: Buffer) =>
    Promise.reject(notImplemented('safeStorage.decryptStringAsync')),
} satisfies Pick<
  typeof Electron.safeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>)

/** Opens nothing: the link is reported to whoever started the host. */
export const shell = strict('shell', {
  openExternal: (url: string) => {
    report({ type: 'shell.openExternal', url })
    return Promise.resolve()
  },
  showItemInFolder: (path: string) => report({ type: 'shell.showItemInFolder', path }),
  openPath: (path: string) => {
    report({ type: 'shell.openPath', path })
    return Promise.resolve('')
  },
} satisfies Pick<typeof Electron.shell, 'openExternal' | 'showItemInFolder' | 'openPath'>)

const powerEvents = [
  'suspend',
  'resume',
  'on-ac',
  'on-battery',
  'shutdown',
  'lock-screen',
  'unlock-screen',
  'user-did-become-active',
  'user-did-resign-active',
]

class PowerMonitor extends HostEmitter {
  constructor() {
    super('powerMonitor', powerEvents)
    control.on('powerMonitor', (event: unknown) => this.emit(String(event)))
  }

  getSystemIdleState(_threshold: number): 'active' {
    return 'active'
  }

  getSystemIdleTime(): number {
    return 0
  }

  isOnBatteryPower(): boolean {
    return false
  }
}
export const powerMonitor = strict('powerMonitor', new PowerMonitor())

let shown = 0

/** Shows nothing on screen: the alert is reported, and the starter may click it (`{emit: 'notification', event: id}`). */
export class Notification extends HostEmitter {
  readonly id: number
  readonly title: string
  readonly body: string
  readonly silent: boolean

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification', ['show', 'click', 'close', 'reply', 'action', 'failed'])
    shown += 1
    this.id = shown
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    control.on('notification', (id: unknown) => id === this.id && this.emit('click'))
  }

  show(): void {
    report({ type: 'Notification.show', id: this.id, title: this.title, body: this.body })
    this.emit('show')
  }

  close(): void {
    this.emit('close')
  }

  static isSupported(): boolean {
    return true
  }
}

let clipped = ''
/** A clipboard of the host's own: the machine's is not touched. */
export const clipboard = strict('clipboard', {
  writeText: (text: string) => {
    clipped = text
    report({ type: 'clipboard.writeText', text })
    return Promise.resolve()
  },
  readText: () => Promise.resolve(clipped),
  clear: (): void => {
    clipped = ''
  },
} satisfies Pick<typeof Electron.clipboard, 'writeText' | 'readText' | 'clear'>)

const area = { x: 0, y: 0, width: 1440, height: 900 }
const display = strict('Display', {
  id: 1,
  bounds: area,
  workArea: area,
  size: { width: 1440, height: 900 },
  workAreaSize: { width: 1440, height: 900 },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
})
export const screen = strict('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display,
})
