import { EventEmitter } from 'node:events'

/** What the host does not have, it refuses by name, so that no call is quietly lost. */
export function notImplemented(name: string): Error {
  return new Error(`Electron.${name} is not implemented by the host`)
}

/** `target`, but reading a property that it does not have throws with the property's name. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      // `then` and `toJSON` are asked of every object by `await` and by printing
      if (typeof key === 'symbol' || key in object || key === 'then' || key === 'toJSON') {
        return Reflect.get(object, key, receiver)
      }
      throw notImplemented(`${name}.${key}`)
    },
  })
}

/** A part of Electron that the host lacks altogether: any use of it throws. */
export function absent(name: string): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing can be done with it, which is what `never` says
  return new Proxy(function missing() {}, {
    get(object, key) {
      if (typeof key === 'symbol' || key === 'then') return Reflect.get(object, key)
      throw notImplemented(`${name}.${key}`)
    },
    apply() {
      throw notImplemented(name)
    },
    construct() {
      throw notImplemented(name)
    },
  }) as never
}

/** An emitter that refuses, by name, listeners for events that the host never emits. */
export class HostEmitter extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super()
    this.setMaxListeners(0)
    this.on('newListener', (event: string | symbol) => {
      if (!events.includes(String(event))) throw notImplemented(`${name} event '${String(event)}'`)
    })
  }
}

/** Electron's event object: remembers whether a listener prevented the default. */
export class HostEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** Emits an event that listeners may prevent; true when none did. */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  event: HostEvent,
  ...args: unknown[]
): boolean {
  emitter.emit(name, event, ...args)
  return !event.defaultPrevented
}
