import { BrowserWindow, type WebFrameMain } from 'electron'
import type { Push } from '../../shared/push.ts'
import { APP_ORIGIN } from './app-files.ts'

export const PUSH_CHANNEL = 'counterfoil:push'

const windows = new Set<BrowserWindow>()

interface WindowOptions {
  readonly preload: string
  readonly show: boolean
}

/** Makes the console's window: the one place that says what a page may do. */
export async function openWindow(options: WindowOptions): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    title: 'Counterfoil',
    width: 1440,
    height: 900,
    minWidth: 760,
    minHeight: 520,
    show: false,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  })
  windows.add(window)
  window.on('closed', () => windows.delete(window))
  if (options.show) window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** The window in front, else any. */
export function currentWindow(): BrowserWindow | null {
  return BrowserWindow.getFocusedWindow() ?? [...windows][0] ?? null
}

export function focusWindow(): void {
  const window = currentWindow()
  if (window === null) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Tells every window something it did not ask for. */
export function push(message: Push): void {
  for (const window of windows) {
    if (!window.isDestroyed()) window.webContents.send(PUSH_CHANNEL, message)
  }
}

interface Sender {
  readonly sender: { readonly id: number }
  readonly senderFrame: Pick<WebFrameMain, 'origin' | 'parent'> | null
}

/** Whether a call comes from the main frame of a window made here, showing our own page. */
export function isTrustedSender({ sender, senderFrame }: Sender): boolean {
  if (senderFrame === null || senderFrame.parent !== null || senderFrame.origin !== APP_ORIGIN) return false
  return [...windows].some((window) => !window.isDestroyed() && window.webContents.id === sender.id)
}
