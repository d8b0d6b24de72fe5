import { EventEmitter } from 'node:events'
import { encode } from '../codec.ts'
import { notImplemented, strict } from './strict.ts'
import type { WebContents } from './web-contents.ts'
import type { WebFrameMain } from './web-frame-main.ts'

export interface IpcEvent {
  readonly type: 'frame'
  readonly sender: WebContents
  readonly senderFrame: WebFrameMain | null
  readonly processId: number
  readonly frameId: number
}

export type Handler = (event: IpcEvent, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

function ipcEvent(sender: WebContents, senderFrame: WebFrameMain | null): IpcEvent {
  const ids = { processId: senderFrame?.processId ?? -1, frameId: senderFrame?.routingId ?? -1 }
  return { type: 'frame', sender, senderFrame, ...ids }
}

export class IpcMain extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`)
    handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return handler(event, ...args)
    })
  }

  removeHandler(channel: string): void {
    handlers.delete(channel)
  }
}

export const ipcMain = strict('ipcMain', new IpcMain())

/** Answers `ipcRenderer.invoke`: `[failure]` or `[undefined, value]`, encoded. Never throws. */
export async function invoke(
  sender: WebContents,
  frame: WebFrameMain | null,
  channel: string,
  args: readonly unknown[],
): Promise<string> {
  try {
    const handler = handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return encode([undefined, await handler(ipcEvent(sender, frame), ...args)])
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error)
    return encode([String(error)])
  }
}

/** Delivers `ipcRenderer.send`. */
export function deliver(
  sender: WebContents,
  frame: WebFrameMain | null,
  channel: string,
  args: readonly unknown[],
): void {
  const event = {
    ...ipcEvent(sender, frame),
    ports: [],
    reply: (replyChannel: string, ...reply: unknown[]) => sender.send(replyChannel, ...reply),
    set returnValue(_value: unknown) {
      throw notImplemented('ipcRenderer.sendSync')
    },
  }
  ipcMain.emit(channel, event, ...args)
}
