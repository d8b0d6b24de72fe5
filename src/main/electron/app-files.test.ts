import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { CONTENT_SECURITY_POLICY, appFile, appHeaders } from './app-files.ts'
import { answerAppRequest } from './app-protocol.ts'

vi.mock('electron', () => ({ protocol: {} }))

const ROOT = '/opt/console/renderer'

describe('appFile', () => {
  it.each([
    ['app://console/', '/opt/console/renderer/index.html', 'text/html; charset=utf-8'],
    [
      'app://console/index.html?x=1#/payments',
      '/opt/console/renderer/index.html',
      'text/html; charset=utf-8',
    ],
    [
      'app://console/assets/index-C9cb3uuz.css',
      '/opt/console/renderer/assets/index-C9cb3uuz.css',
      'text/css; charset=utf-8',
    ],
    ['app://console/assets/a.woff2', '/opt/console/renderer/assets/a.woff2', 'font/woff2'],
  ])('serves %s', (url, path, contentType) => {
    expect(appFile(ROOT, url)).toEqual({ path, contentType })
  })

  it.each([
    'app://console/..%2fmain%2findex.js',
    'app://console/%2e%2e/%2e%2e/etc/passwd',
    'app://console/%252e%252e/secret.js',
    'app://console/..\\..\\secret.js',
    'app://console/%5c..%5csecret.js',
    'app://console//etc/hosts.html',
    'app://console///server/share/a.js',
    'app://console/assets/%00.js',
    'app://console/assets/a.js%00.png',
    'app://console/.env.json',
    'app://console/assets/.hidden.js',
    'app://console/C:/windows/a.js',
    'app://console/assets/a.js::$DATA.js',
    'app://console/assets/a.exe',
    'app://console/assets/index.js.map',
    'app://console/assets',
    'app://console/%',
    'app://console/a b.js',
    'app://other/index.html',
    'app://console:80/index.html',
    'app://user:pass@console/index.html',
    'app://console.evil.example/index.html',
    'file:///etc/passwd.html',
    'https://console/index.html',
    'index.html',
    '',
  ])('refuses %s', (url) => {
    expect(appFile(ROOT, url)).toBeNull()
  })

  it('never leaves the folder, whatever the path', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '/',
      '\\',
      '%2f',
      '%5c',
      'a',
      'b.js',
      '%00',
      '%25',
      ':',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = appFile(ROOT, `app://console/${pieces.join('')}`)
        expect(file === null || (file.path.startsWith(`${ROOT}/`) && !file.path.includes('..'))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('answerAppRequest', () => {
  const root = mkdtempSync(join(tmpdir(), 'counterfoil-app-'))
  writeFileSync(join(root, 'index.html'), '<!doctype html><p>hello</p>')

  it('answers a file of the bundle with the policy in its headers', async () => {
    const response = await answerAppRequest(root, new Request('app://console/'))
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('hello')
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    ['GET', 'app://console/missing.html', 404],
    ['GET', 'app://console/%2e%2e%2fpackage.json', 404],
    ['POST', 'app://console/index.html', 405],
  ])('refuses %s %s', async (method, url, status) => {
    const response = await answerAppRequest(root, new Request(url, { method }))
    expect(response.status).toBe(status)
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
  })

  it('has no exception in the policy', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:|blob:/)
    expect(appHeaders('text/html')['Content-Security-Policy']).toContain("connect-src 'none'")
  })
})
