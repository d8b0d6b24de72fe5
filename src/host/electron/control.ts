import { EventEmitter } from 'node:events'

/**
 * The wire to whoever started the host with an IPC channel (a test): it hears what would have left the program
 * (a link opened, a notification shown) and can play the operating system (`{emit: 'powerMonitor', event: 'suspend'}`).
 */
export const control = new EventEmitter()

/** Tells the starter, if there is one, what the host did in the operating system's stead. */
export function report(message: Readonly<Record<string, unknown>>): void {
  process.send?.(message)
}

/** Starts to listen; emits each message's `emit` name with its event. */
export function listenToStarter(): void {
  process.on('message', (message) => {
    if (typeof message !== 'object' || message === null) return
    const emit: unknown = Reflect.get(message, 'emit')
    if (typeof emit === 'string') control.emit(emit, Reflect.get(message, 'event'))
  })
  process.channel?.unref()
}
