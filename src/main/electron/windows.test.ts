import type { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isTrustedSender, openWindow, push } from './windows.ts'

interface FakeWindow extends EventEmitter {
  readonly options: { readonly webPreferences: Readonly<Record<string, unknown>> }
  readonly webContents: { readonly id: number; readonly sent: unknown[][] }
}
const electron = vi.hoisted(() => ({ windows: [] as unknown[] }))
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class BrowserWindow extends Emitter {
    static getFocusedWindow = () => null
    readonly options: unknown
    readonly webContents
    constructor(options: unknown) {
      super()
      this.options = options
      const sent: unknown[][] = []
      this.webContents = {
        id: electron.windows.length + 1,
        sent,
        send: (...message: unknown[]) => sent.push(message),
      }
      electron.windows.push(this)
    }
    loadURL = () => Promise.resolve()
    isDestroyed = () => false
  }
  return { BrowserWindow }
})

async function open(): Promise<FakeWindow> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake above
  return (await openWindow({ preload: '/p.cjs', show: false })) as unknown as FakeWindow
}

afterEach(() => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fakes above
  for (const window of electron.windows as FakeWindow[]) window.emit('closed')
})

const frame = { origin: 'app://console', parent: null }

describe('a sender', () => {
  it('is trusted as the main frame of a window made here', async () => {
    const window = await open()
    expect(isTrustedSender({ sender: window.webContents, senderFrame: frame })).toBe(true)
  })

  it('is not trusted otherwise', async () => {
    const window = await open()
    const sender = window.webContents
    const refused = [
      { sender, senderFrame: null },
      { sender, senderFrame: { origin: 'app://console', parent: frame } },
      { sender, senderFrame: { origin: 'https://evil.example', parent: null } },
      { sender, senderFrame: { origin: 'app://console.evil', parent: null } },
      { sender, senderFrame: { origin: 'null', parent: null } },
      { sender: { id: 999 }, senderFrame: frame },
    ]
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- frames have only what is looked at
    expect(refused.map((each) => isTrustedSender(each as never))).toEqual(refused.map(() => false))
    window.emit('closed')
    expect(isTrustedSender({ sender, senderFrame: frame })).toBe(false)
  })
})

describe('a window', () => {
  it('gives its page nothing of Node and nothing to embed', async () => {
    const window = await open()
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(Object.keys(window.options.webPreferences)).not.toContain('allowRunningInsecureContent')
  })

  it('is told what main pushes', async () => {
    const window = await open()
    push({ type: 'mirror', account: 'demo', objects: ['charge'] })
    expect(window.webContents.sent).toEqual([
      ['counterfoil:push', { type: 'mirror', account: 'demo', objects: ['charge'] }],
    ])
  })
})
