import { extname, join, sep } from 'node:path'

export const APP_ORIGIN = 'app://console'

/** Nothing from elsewhere, nothing inline; the page needs no network because main asks Stripe. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export interface AppFile {
  readonly path: string
  readonly contentType: string
}

/**
 * The file that an `app://console/…` URL names inside `root`, or null for anything else: another host, a path that
 * leaves the folder in any encoding, a hidden file, a type the page has no use for.
 */
export function appFile(root: string, url: string): AppFile | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname, username, password } = new URL(url)
  if (protocol !== 'app:' || host !== 'console' || username !== '' || password !== '') return null
  const path = decodeOnce(pathname === '/' ? '/index.html' : pathname)
  if (path === null || !/^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path) || path.includes('..')) return null
  const contentType = CONTENT_TYPES[extname(path)]
  if (contentType === undefined) return null
  const full = join(root, path)
  return full.startsWith(root + sep) ? { path: full, contentType } : null
}

function decodeOnce(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}

/** Headers of every answer to the page. */
export function appHeaders(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Cache-Control': 'no-cache',
  }
}
