import { notImplemented, strict } from './strict.ts'

export type ProtocolHandler = (request: Request) => Response | Promise<Response>

/** Schemes declared before `ready`; only these are mapped to a secure origin. */
export const privilegedSchemes = new Set<string>()

/** A session's `protocol`. */
export class Protocol {
  private readonly handlers = new Map<string, ProtocolHandler>()

  /** @throws for schemes that are not both standard and secure: the host maps them to https */
  registerSchemesAsPrivileged(schemes: readonly Electron.CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard !== true || privileges.secure !== true) {
        throw notImplemented(`protocol scheme '${scheme}' that is not standard and secure`)
      }
      privilegedSchemes.add(scheme)
    }
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    if (!privilegedSchemes.has(scheme))
      throw notImplemented(`protocol.handle for the unprivileged scheme '${scheme}'`)
    this.handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme)
  }

  handlerFor(scheme: string): ProtocolHandler | undefined {
    return this.handlers.get(scheme)
  }
}

export const createProtocol = (): Protocol => strict('protocol', new Protocol())
