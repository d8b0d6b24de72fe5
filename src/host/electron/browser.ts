/** The one Chromium of this host and the pages that it has open. */
import { join } from 'node:path'
import { env, platform } from 'node:process'
import type { BrowserContext, Page } from 'playwright'
import { launch } from '../chromium.ts'
import { commandLine } from './command-line.ts'
import { getPath } from './paths.ts'

export const isHeadless = (): boolean =>
  commandLine.hasSwitch('headless') ||
  (platform === 'linux' && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined)

export function locale(): string {
  const wanted =
    commandLine.getSwitchValue('lang') || (env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '')
  const name = wanted.replace(/\..*$/, '').replace('_', '-')
  return /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(name) ? name : 'en-US'
}

let running: Promise<BrowserContext> | undefined
let spare: Page | undefined
const ours = new WeakSet<Page>()
let opening = false

interface Strangers {
  /** A page that the host did not open: a popup. */
  readonly popup: (page: Page) => void
  /** Chromium ended or was closed. */
  readonly gone: () => void
}

async function begin(strangers: Strangers): Promise<BrowserContext> {
  const context = await launch({
    profile: join(getPath('sessionData'), 'Chromium'),
    headless: isHeadless(),
    locale: locale(),
    debuggingPort: commandLine.hasSwitch('remote-debugging-port')
      ? commandLine.getSwitchValue('remote-debugging-port')
      : undefined,
  })
  const [first, ...others] = context.pages()
  if (first !== undefined) {
    spare = first
    ours.add(first)
  }
  await Promise.all(others.map((page) => page.close()))
  context.on('page', (page) => {
    if (!opening && !ours.has(page)) strangers.popup(page)
  })
  context.on('close', strangers.gone)
  return context
}

/** Chromium, started on first use. */
export function browser(strangers: Strangers): Promise<BrowserContext> {
  running ??= begin(strangers)
  return running
}

export interface PageSize {
  readonly width: number
  readonly height: number
}

async function newWindow(context: BrowserContext, near: Page, size: PageSize): Promise<Page> {
  const session = await context.newCDPSession(near)
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    session.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size }),
  ])
  await session.detach()
  // Chromium is not done with the blank page when it announces it
  await page.goto('about:blank')
  return page
}

let lastOpened: Promise<unknown> = Promise.resolve()

/** One at a time: nothing but the order tells which of two new windows is whose. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = lastOpened.then(work)
  lastOpened = done.catch(() => undefined)
  return done
}

async function takePage(context: BrowserContext, size: PageSize): Promise<Page> {
  const reused = spare
  spare = undefined
  if (reused !== undefined) return reused
  const near = context.pages()[0]
  return isHeadless() || near === undefined ? context.newPage() : newWindow(context, near, size)
}

/** A page in a window of its own; headless, a page of that size. */
export function openPage(context: BrowserContext, size: PageSize): Promise<Page> {
  return inTurn(async () => {
    opening = true
    try {
      const page = await takePage(context, size)
      ours.add(page)
      if (isHeadless()) await page.setViewportSize(size)
      return page
    } finally {
      opening = false
    }
  })
}

/** Ends Chromium, if it was started. */
export async function closeBrowser(): Promise<void> {
  const context = await running?.catch(() => undefined)
  await context?.close().catch(() => undefined)
}
