import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { appFile, appHeaders } from './app-files.ts'

/** Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: appHeaders('text/plain; charset=utf-8') })
}

/** Answers a request of the page from `root`; anything but an existing file of the bundle is a 404. */
export async function answerAppRequest(root: string, request: Request): Promise<Response> {
  if (request.method !== 'GET') return refuse(405)
  const file = appFile(root, request.url)
  if (file === null) return refuse(404)
  try {
    return new Response(new Uint8Array(await readFile(file.path)), { headers: appHeaders(file.contentType) })
  } catch {
    return refuse(404)
  }
}

/** Serves the built page as `app://console/`. */
export function serveApp(root: string): void {
  protocol.handle('app', (request) => answerAppRequest(root, request))
}
