/**
 * Runs in each main frame before the page's own scripts: gives the built preload its `electron`, and the page
 * nothing but what the preload exposes.
 */
import { decodeList, encode } from '../codec.ts'
import { across } from './context-bridge.ts'
import { markTitle } from './title.ts'

/** What the page asks of the host: `[kind, channel, arguments]`, encoded. */
type Call = (message: string) => Promise<string>
type Listener = (event: object, ...args: unknown[]) => void
type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void

export interface PageOptions {
  /** Name of the binding through which the page reaches the host; taken away before the page can see it. */
  readonly binding: string
  /** Description of the symbol under which the host finds the page's receiver. */
  readonly receiver: string
  readonly process: object
}

const failureText = (failure: unknown): string => (typeof failure === 'string' ? failure : 'Error: unknown')

function takeBinding(name: string): Call {
  const call: unknown = Reflect.get(globalThis, name)
  Reflect.deleteProperty(globalThis, name)
  if (typeof call !== 'function') throw new Error('the host did not bind this page')
  return async (message) => String(await call(message))
}

class IpcRenderer {
  private readonly call: Call
  private readonly listeners = new Map<string, Listener[]>()

  constructor(call: Call) {
    this.call = call
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    // encoded here and now: later changes to the arguments must not be seen, and a refusal must be immediate
    const message = encode(['invoke', channel, args])
    return this.call(message).then((answer) => {
      const [failure, value] = decodeList(answer)
      if (failure !== undefined)
        throw new Error(`Error invoking remote method '${channel}': ${failureText(failure)}`)
      return value
    })
  }

  send(channel: string, ...args: unknown[]): void {
    void this.call(encode(['send', channel, args]))
  }

  sendSync(): never {
    throw new Error('Electron.ipcRenderer.sendSync is not implemented by the host')
  }

  on(channel: string, listener: Listener): this {
    this.listeners.set(channel, [...(this.listeners.get(channel) ?? []), listener])
    return this
  }

  addListener(channel: string, listener: Listener): this {
    return this.on(channel, listener)
  }

  once(channel: string, listener: Listener): this {
    const once: Listener = (event, ...args) => {
      this.off(channel, once)
      listener(event, ...args)
    }
    return this.on(channel, once)
  }

  off(channel: string, listener: Listener): this {
    const registered = this.listeners.get(channel) ?? []
    const last = registered.lastIndexOf(listener)
    if (last >= 0) this.listeners.set(channel, registered.toSpliced(last, 1))
    return this
  }

  removeListener(channel: string, listener: Listener): this {
    return this.off(channel, listener)
  }

  removeAllListeners(channel?: string): this {
    if (channel === undefined) this.listeners.clear()
    else this.listeners.delete(channel)
    return this
  }

  listenerCount(channel: string): number {
    return this.listeners.get(channel)?.length ?? 0
  }

  deliver(channel: string, args: unknown[]): void {
    for (const listener of this.listeners.get(channel) ?? []) {
      try {
        listener({ sender: this, ports: [] }, ...args)
      } catch (error) {
        reportError(error)
      }
    }
  }
}

const contextBridge = {
  exposeInMainWorld(key: string, api: unknown): void {
    if (Object.hasOwn(globalThis, key)) {
      throw new Error('Cannot bind an API on top of an existing property on the window object')
    }
    Object.defineProperty(globalThis, key, { value: across(api), enumerable: true })
  },
}

/** Electron hands every `window.open` to the main process; the page gets no window of it. */
function refuseWindows(call: Call): void {
  window.open = (url) => {
    const target = url === undefined || url === '' ? 'about:blank' : new URL(url, location.href).href
    void call(encode(['open', target, []]))
    return null
  }
}

/** Addresses that Chromium opens without a request, so that only the page can stop them. */
function reportRequestlessNavigation(call: Call): void {
  navigation.addEventListener('navigate', (event) => {
    const { url, sameDocument } = event.destination
    if (sameDocument || /^(https?|file|chrome-error):/.test(url) || !event.cancelable) return
    event.preventDefault()
    void call(encode(['navigate', url, []]))
  })
}

function requireFor(ipcRenderer: IpcRenderer): (name: string) => unknown {
  const electron = new Proxy(
    { ipcRenderer, contextBridge },
    {
      get(object, key, receiver) {
        if (key in object || typeof key === 'symbol' || key === '__esModule' || key === 'default') {
          return Reflect.get(object, key, receiver)
        }
        throw new Error(`Electron.${key} is not implemented by the host's preload`)
      },
    },
  )
  return (name) => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`module not found: ${name} (a sandboxed preload can require only electron)`)
  }
}

/** Runs `preload` in a function of its own. Subframes and blank pages get no preload, as in Electron. */
export function start(options: PageOptions, preload: Preload): void {
  if (!Object.hasOwn(globalThis, options.binding)) return
  const call = takeBinding(options.binding)
  if (window.top !== window || location.protocol === 'about:') return
  const ipcRenderer = new IpcRenderer(call)
  Object.defineProperty(globalThis, Symbol.for(options.receiver), {
    value: (messages: readonly string[]) => {
      for (const message of messages) {
        const [channel, args] = decodeList(message)
        ipcRenderer.deliver(String(channel), Array.isArray(args) ? args : [])
      }
    },
  })
  Object.defineProperty(globalThis, Symbol.for(`${options.receiver}.encode`), { value: encode })
  markTitle((title) => void call(encode(['title', title, []])))
  refuseWindows(call)
  reportRequestlessNavigation(call)
  const module = { exports: {} }
  preload(requireFor(ipcRenderer), module, module.exports, options.process)
}
