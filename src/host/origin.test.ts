import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { originOf, toAppUrl, toPageUrl } from './origin.ts'

const schemes = new Set(['app'])

describe('addresses', () => {
  it.each([
    ['app://console', 'https://console.app.invalid'],
    ['app://console/a/b?c=d#e', 'https://console.app.invalid/a/b?c=d#e'],
    ['APP://console/', 'https://console.app.invalid/'],
  ])('maps %s to %s', (app, page) => {
    expect(toPageUrl(app, schemes)).toBe(page)
  })

  it.each([
    'https://example.com/',
    'http://console.app.invalid/',
    'file:///etc/passwd',
    'data:text/html,x',
    'other://console/',
    '',
  ])('leaves %s as it is', (url) => {
    expect(toPageUrl(url, schemes)).toBe(url)
    expect(toAppUrl(url)).toBe(url)
  })

  it('comes back the same', () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), fc.webQueryParameters(), (host, path, query) => {
        const url = `app://${host}${path}?${query}`
        expect(toAppUrl(toPageUrl(url, schemes))).toBe(url)
      }),
    )
  })

  it('is not deceived by a host that only looks like ours', () => {
    for (const url of [
      'https://console.app.invalid.example.com/',
      'https://console.app.invalid:8443/',
      'https://app.invalid/',
      'https://x@console.app.invalid.evil.test/',
    ]) {
      expect(originOf(toAppUrl(url))).not.toBe('app://console')
    }
  })

  it.each([
    ['app://console/x?y', 'app://console'],
    ['https://example.com:8443/x', 'https://example.com:8443'],
    ['data:text/html,x', 'null'],
    ['about:blank', 'null'],
    ['not an address', 'null'],
  ])('has for %s the origin %s', (url, origin) => {
    expect(originOf(url)).toBe(origin)
  })
})
