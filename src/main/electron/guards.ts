import { type Session, type WebContents, app } from 'electron'
import { APP_ORIGIN } from './app-files.ts'

const LOCAL_SCHEMES = new Set(['data:', 'devtools:'])

function stay(event: { readonly url: string; readonly preventDefault: () => void }): void {
  if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
}

/** No page, frame, popup or embedded view but our own, and none of them goes anywhere. */
export function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Whether the page's session may load this URL: its own files, and images written into it. */
export function mayLoad(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'app:' ? host === 'console' : LOCAL_SCHEMES.has(protocol)
}

/** Every permission is refused, asked for or looked up, and the session has no network. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }))
}

/** Guards every page that is ever made; must run before the first window. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
}
