import type { WebContents } from './web-contents.ts'
import { createProtocol, type Protocol } from './protocol.ts'
import { HostEmitter, strict } from './strict.ts'

type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0]

export interface RequestDetails {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly resourceType: string
  readonly webContents: WebContents | undefined
  readonly timestamp: number
}
type BeforeRequest = (details: RequestDetails, callback: (answer: { cancel?: boolean }) => void) => void

/** Electron's URL patterns: `*` stands for anything; `<all_urls>` for all. */
function matches(pattern: string, url: string): boolean {
  if (pattern === '<all_urls>') return true
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(url)
}

class WebRequest {
  private listener: BeforeRequest | undefined
  private patterns: readonly string[] = []

  onBeforeRequest(
    filterOrListener: { urls: readonly string[] } | BeforeRequest | null,
    listener?: BeforeRequest | null,
  ): void {
    const only = filterOrListener === null || typeof filterOrListener === 'function'
    this.patterns = only ? ['<all_urls>'] : filterOrListener.urls
    this.listener = (only ? filterOrListener : listener) ?? undefined
  }

  /** True when the app lets the request through. */
  allows(details: RequestDetails): Promise<boolean> {
    const { listener } = this
    if (listener === undefined || !this.patterns.some((pattern) => matches(pattern, details.url)))
      return Promise.resolve(true)
    return new Promise((resolve) => listener(details, ({ cancel }) => resolve(cancel !== true)))
  }
}

/** Electron's permission names and what Chromium calls them. What is not here, Chromium never gets. */
const chromiumPermission = {
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
} as const satisfies Partial<Record<string, string>>
type Permission = keyof typeof chromiumPermission

export class Session extends HostEmitter {
  readonly protocol: Protocol = createProtocol()
  readonly webRequest: WebRequest = strict('webRequest', new WebRequest())
  private checkHandler: CheckHandler = null
  private requestHandler: RequestHandler = null

  constructor() {
    // downloads never begin in the host (Chromium refuses them), so that `will-download` is never emitted
    super('session', ['will-download'])
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler
  }

  /** The host gives pages no device at all, whatever the handler would say. */
  setDevicePermissionHandler(_handler: DeviceHandler): void {}

  /** The host gives pages no display capture at all. */
  setDisplayMediaRequestHandler(_handler: unknown): void {}

  /** The page has no network in the host, so that there is nothing to send through a proxy. */
  setProxy(_config: Electron.ProxyConfig): Promise<void> {
    return Promise.resolve()
  }

  setSpellCheckerEnabled(_enabled: boolean): void {}

  /** Chromium's names of the permissions that the app's own handlers grant to `origin`. */
  async granted(contents: WebContents, origin: string): Promise<string[]> {
    const names = Object.keys(chromiumPermission).filter(
      (name): name is Permission => name in chromiumPermission,
    )
    const answers = await Promise.all(
      names.map(async (name) => [name, await this.grants(name, contents, origin)] as const),
    )
    return answers.filter(([, yes]) => yes).map(([name]) => chromiumPermission[name])
  }

  private async grants(permission: Permission, contents: WebContents, origin: string): Promise<boolean> {
    const details = { isMainFrame: true, requestingUrl: `${origin}/`, securityOrigin: `${origin}/` }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the app's handlers are typed for the full WebContents, of which this implements what the app uses
    const electronContents = contents as unknown as Electron.WebContents
    if (this.checkHandler !== null && !this.checkHandler(electronContents, permission, origin, details))
      return false
    const { requestHandler } = this
    if (requestHandler === null) return true
    return new Promise((resolve) => requestHandler(electronContents, permission, resolve, details))
  }
}

const partitions = new Map<string, Session>()

function fromPartition(name: string): Session {
  const session = partitions.get(name) ?? strict('session', new Session())
  partitions.set(name, session)
  return session
}

export const session = strict('session', {
  get defaultSession(): Session {
    return fromPartition('')
  },
  fromPartition,
})
