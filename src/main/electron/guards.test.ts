import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { allowedExternalUrl, openExternal } from './external-links.ts'
import { guardContents, guardSession, mayLoad } from './guards.ts'

const electron = vi.hoisted(() => ({ opened: [] as string[] }))
vi.mock('electron', () => ({
  app: {},
  shell: {
    openExternal: (url: string) => {
      electron.opened.push(url)
      return Promise.resolve()
    },
  },
}))

class FakeContents extends EventEmitter {
  opener: (() => { action: string }) | null = null
  setWindowOpenHandler(handler: () => { action: string }): void {
    this.opener = handler
  }
  goes(event: string, url: string): boolean {
    const preventDefault = vi.fn<() => void>()
    this.emit(event, { url, preventDefault })
    return preventDefault.mock.calls.length === 0
  }
}

function guarded(): FakeContents {
  const contents = new FakeContents()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake has what the guard uses
  guardContents(contents as unknown as WebContents)
  return contents
}

const HOSTILE = [
  'https://evil.example/',
  'https://stripe.com/',
  'http://127.0.0.1:80/',
  'file:///etc/passwd',
  'app://evil/',
  'app://console.evil.example/',
  'app://consolex/',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:app://console/1',
  'about:blank',
  'chrome://settings',
  'view-source:app://console/',
  'vscode://x',
  '//evil.example',
  '',
]

describe('a page', () => {
  it.each(HOSTILE)('cannot go to %s', (url) => {
    const contents = guarded()
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(contents.goes(event, url)).toBe(false)
    }
  })

  it('can stay where it is', () => {
    expect(guarded().goes('will-navigate', 'app://console/index.html')).toBe(true)
  })

  it('opens no window and embeds no view', () => {
    const contents = guarded()
    expect(contents.opener?.()).toEqual({ action: 'deny' })
    expect(contents.goes('will-attach-webview', 'app://console/')).toBe(false)
  })
})

describe('the session', () => {
  it.each([
    'https://api.stripe.com/v1/charges',
    'wss://evil.example',
    'ftp://x',
    'chrome-extension://x/y',
    'app://other/',
  ])('does not load %s', (url) => {
    expect(mayLoad(url)).toBe(false)
  })

  it.each(['app://console/assets/a.js', 'data:image/png;base64,AA=='])('loads %s', (url) => {
    expect(mayLoad(url)).toBe(true)
  })

  it('refuses every permission, asked for or looked up, and every request outside', () => {
    const answers: unknown[] = []
    const session = {
      setPermissionRequestHandler: (handler: (...input: unknown[]) => void) =>
        handler({}, 'media', (granted: boolean) => answers.push(granted)),
      setPermissionCheckHandler: (handler: () => boolean) => answers.push(handler()),
      setDevicePermissionHandler: (handler: () => boolean) => answers.push(handler()),
      webRequest: {
        onBeforeRequest: (handler: (details: { url: string }, answer: (value: unknown) => void) => void) => {
          handler({ url: 'https://evil.example/' }, (value) => answers.push(value))
          handler({ url: 'app://console/' }, (value) => answers.push(value))
        },
      },
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fake has what the guard uses
    guardSession(session as unknown as Session)
    expect(answers).toEqual([false, false, false, { cancel: true }, { cancel: false }])
  })
})

describe('a link out', () => {
  it.each([
    'https://dashboard.stripe.com/test/payments/pi_1',
    'https://docs.stripe.com/keys#x',
    'https://stripe.com/',
  ])('to %s is opened', async (url) => {
    await openExternal(url)
    expect(electron.opened.at(-1)).toBe(url)
  })

  it.each([
    'http://dashboard.stripe.com/',
    'https://stripe.com.evil.example/',
    'https://evilstripe.com/',
    'https://evil.example/?stripe.com',
    'https://stripe.com@evil.example/',
    'https://user:pass@stripe.com/',
    'https://stripe.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)//stripe.com',
    'smb://stripe.com/share',
    'ms-msdt:/id',
    'stripe.com',
  ])('to %s is refused', async (url) => {
    const before = electron.opened.length
    expect(allowedExternalUrl(url)).toBeNull()
    await expect(openExternal(url)).rejects.toMatchObject({ failure: { code: 'invalid_input' } })
    expect(electron.opened).toHaveLength(before)
  })
})
