import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, loadedFixture, type Fixture } from './fixture.ts'

let fixture: Fixture
let page: Page

beforeAll(async () => {
  fixture = await loadedFixture()
  page = await fixture.page()
})
afterAll(cleanUp)

const logged = (name: string): Promise<unknown> =>
  fixture.run(`log.filter(([kind]) => kind === '${name}').map(([, ...rest]) => rest)`)

describe("the app's own scheme", () => {
  it('is a secure origin served by the handler, which sees app:// addresses', async () => {
    expect(await page.evaluate('isSecureContext')).toBe(true)
    expect(await page.evaluate('location.href')).toBe('https://console.app.invalid/')
    expect(await logged('request')).toEqual(
      expect.arrayContaining([['app://console/'], ['app://console/page.js']]),
    )
    expect(await fixture.run('electron.BrowserWindow.getAllWindows()[0].webContents.getURL()')).toBe(
      'app://console/',
    )
  })

  it('keeps status and headers', async () => {
    // connect-src forbids fetch; an image request would not show the status, so a second page is opened on it
    const response = await fixture.run(`(async () => {
      const window = createWindow()
      await window.loadURL('app://console/missing')
      const text = await window.webContents.executeJavaScript('document.body.textContent')
      const status = await window.webContents.executeJavaScript("performance.getEntriesByType('navigation')[0].responseStatus")
      window.destroy()
      return [text, status]
    })()`)
    expect(response).toEqual(['nothing here', 404])
  })

  it('enforces the content security policy', async () => {
    expect(await page.evaluate('[window.inline, window.fromFile]')).toEqual([undefined, true])
    const blocked = page.evaluate(
      "new Promise((resolve) => { document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }); fetch('/page.js').catch(() => undefined) })",
    )
    expect(await blocked).toBe('connect-src')
  })

  it('fails the load when the handler does', async () => {
    const failure = await fixture.run(
      "(async () => { const window = createWindow(); try { await window.loadURL('app://console/broken') } catch (error) { return error.message } finally { window.destroy() } })()",
    )
    expect(failure).toBe("ERR_FAILED loading 'app://console/broken'")
  })

  it('refuses a scheme that was not declared as privileged', async () => {
    await expect(
      fixture.run("electron.session.defaultSession.protocol.handle('other', () => new Response())"),
    ).rejects.toThrow(/unprivileged scheme 'other'/)
    await expect(
      fixture.run("electron.session.defaultSession.protocol.handle('app', () => new Response())"),
    ).rejects.toThrow('Failed to register protocol: app')
  })
})

describe('the outside', () => {
  it('cannot be reached from the page, whatever the policy says', async () => {
    let requests = 0
    const server = createServer((_request, response) => {
      requests += 1
      response.end('reached')
    })
    const port = await new Promise<number>((resolve) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is always an AddressInfo
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
    const outside = `http://127.0.0.1:${port}/`
    // a page without a policy of its own
    const outcome = await fixture.run(`(async () => {
      const window = createWindow()
      await window.loadURL('app://console/missing')
      const run = (code) => window.webContents.executeJavaScript(code)
      const fetched = await run("fetch('${outside}', { mode: 'no-cors' }).then(() => 'reached', () => 'blocked')")
      const image = await run("new Promise((resolve) => { const image = new Image(); image.onload = () => resolve('reached'); image.onerror = () => resolve('blocked'); image.src = '${outside}' })")
      const socket = await run("new Promise((resolve) => { const socket = new WebSocket('${outside.replace('http', 'ws')}'); socket.onmessage = () => resolve('reached'); socket.onclose = () => resolve('blocked') })")
      window.destroy()
      return [fetched, image, socket]
    })()`)
    await new Promise((resolve) => server.close(resolve))
    expect(outcome).toEqual(['blocked', 'blocked', 'blocked'])
    expect(requests).toBe(0)
  })
})

describe('navigation and windows', () => {
  it.each(['https://example.com/', 'about:blank', 'app://console/frame'])(
    'asks the app before the page goes to %s, and stays when refused',
    async (url) => {
      const target = url.replace('app://console', 'https://console.app.invalid')
      await page.evaluate((to) => void window.setTimeout(() => (location.href = to)), target)
      await expect.poll(() => logged('will-navigate')).toContainEqual([url, true])
      expect(await page.evaluate('location.href')).toBe('https://console.app.invalid/')
      expect(await page.evaluate('typeof fixture')).toBe('object')
    },
  )

  it('asks about frames too', async () => {
    await fixture.run(
      "electron.BrowserWindow.getAllWindows()[0].webContents.executeJavaScript(`(() => { const frame = document.createElement('iframe'); frame.src = 'https://example.com/frame'; document.body.append(frame) })()`)",
    )
    // the policy has no frame-src, so that Chromium refuses it before any request
    expect(await page.evaluate("document.querySelector('iframe') !== null")).toBe(true)
    expect(await logged('request')).not.toContainEqual(['https://example.com/frame'])
  })

  it('reports redirects and follows none', async () => {
    const failure = await fixture.run(
      "(async () => { const window = createWindow(); try { await window.loadURL('app://console/moved') } catch (error) { return error.message } finally { window.destroy() } })()",
    )
    expect(failure).toBe("ERR_ABORTED loading 'app://console/moved'")
    expect(await logged('will-redirect')).toContainEqual(['app://console/frame', true])
  })

  it('opens no window for window.open, and tells the app', async () => {
    expect(await page.evaluate("window.open('https://example.com/popup')")).toBe(null)
    await expect.poll(() => logged('window-open')).toContainEqual(['https://example.com/popup'])
  })

  it('closes what a link would open elsewhere, and tells the app', async () => {
    await page.evaluate(
      "(() => { const link = document.createElement('a'); link.href = 'https://example.com/link'; link.target = '_blank'; link.textContent = 'out'; document.body.append(link); link.click() })()",
    )
    await expect.poll(() => logged('window-open')).toContainEqual(['https://example.com/link'])
    await expect.poll(() => page.context().pages().length).toBe(1)
  })
})

const state = (name: string): Promise<unknown> =>
  page.evaluate(`navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`)

describe('permissions', () => {
  it('are refused, but for those that the app grants', async () => {
    expect(await state('geolocation')).toBe('denied')
    expect(await state('notifications')).toBe('denied')
    expect(await state('camera')).toBe('denied')
    expect(await state('clipboard-read')).toBe('denied')
    expect(await state('clipboard-write')).toBe('granted')
  })

  it('web requests can be cancelled by the app', async () => {
    await fixture.run(
      "electron.session.defaultSession.webRequest.onBeforeRequest({ urls: ['app://console/cancelled*'] }, (details, callback) => callback({ cancel: true }))",
    )
    const failure = await fixture.run(
      "(async () => { const window = createWindow(); try { await window.loadURL('app://console/cancelled?1') } catch (error) { return error.message } finally { window.destroy() } })()",
    )
    expect(failure).toMatch(/ERR_BLOCKED_BY_CLIENT/)
  })
})
