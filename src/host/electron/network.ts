/** Answers every request of every page: the app's own schemes from its handlers, nothing from anywhere else. */
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright'
import { toAppUrl } from '../origin.ts'
import type { WebContents } from './web-contents.ts'
import { frameMain } from './web-frame-main.ts'

interface Directory {
  /** The app's contents that `page` shows. */
  readonly contentsOf: (page: Page) => WebContents | undefined
  /** A navigation without a window of the app's: a popup asked for by the page in front. */
  readonly popup: (url: string) => void
}

let requests = 0

function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame()
  } catch {
    // Playwright throws for the first navigation of a window that it does not know yet
    return undefined
  }
}

async function toResponse(
  request: PageRequest,
  url: string,
  contents: WebContents,
): Promise<Response | undefined> {
  const handler = contents.session.protocol.handlerFor(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) return undefined
  const body = request.postDataBuffer()
  const init = { method: request.method(), headers: await request.allHeaders() }
  return handler(new Request(url, body === null ? init : { ...init, body: new Uint8Array(body) }))
}

async function fulfil(route: Route, response: Response, contents: WebContents, frame: Frame): Promise<void> {
  const location = response.headers.get('location')
  if (response.type === 'error') return route.abort('failed')
  if (location !== null && response.status >= 300 && response.status < 400) {
    contents.redirected(frameMain(frame), new URL(location, toAppUrl(route.request().url())).href)
    return route.abort('aborted')
  }
  const body = Buffer.from(await response.arrayBuffer())
  return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
}

async function answer(route: Route, directory: Directory): Promise<void> {
  const request = route.request()
  const url = toAppUrl(request.url())
  const frame = frameOf(request)
  const contents = frame === undefined ? undefined : directory.contentsOf(frame.page())
  if (frame === undefined || contents === undefined) {
    if (request.isNavigationRequest()) directory.popup(url)
    return route.abort('blockedbyclient')
  }
  if (request.isNavigationRequest() && !contents.mayNavigate(frameMain(frame), url))
    return route.abort('aborted')
  requests += 1
  const details = {
    id: requests,
    url,
    method: request.method(),
    resourceType: request.resourceType(),
    webContents: contents,
    timestamp: Date.now(),
  }
  if (!(await contents.session.webRequest.allows(details))) return route.abort('blockedbyclient')
  const response = await toResponse(request, url, contents)
  return response === undefined ? route.abort('blockedbyclient') : fulfil(route, response, contents, frame)
}

/** Routes all of `context`. A handler's failure is printed and fails that request only. */
export async function interceptAll(context: BrowserContext, directory: Directory): Promise<void> {
  await context.route('**/*', (route) =>
    answer(route, directory).catch(async (error: unknown) => {
      if (/closed|already handled/i.test(String(error))) return
      console.error(`The host could not answer ${toAppUrl(route.request().url())}:`, error)
      await route.abort('failed').catch(() => undefined)
    }),
  )
  await context.routeWebSocket(/.*/, (socket) =>
    socket.close({ code: 1008, reason: 'The page has no network.' }),
  )
}
