import { CounterfoilError } from '../../shared/errors.ts'

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether the URL names this machine, by name or address. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOSTS.has(new URL(url).hostname)
}

/**
 * The parts of an API base the SDK takes. Anything but a bare `http(s)://loopback[:port]` is refused, so that a key is
 * never sent to a stranger.
 */
export function parseApiBase(text: string): {
  readonly url: string
  readonly host: string
  readonly port: string
  readonly protocol: 'http' | 'https'
} {
  const refuse = (why: string): never => {
    throw new CounterfoilError('invalid_input', `--api-base ${why}: ${text}`)
  }
  if (!URL.canParse(text)) return refuse('is not a URL')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse('must start with http:// or https://')
  if (!isLoopback(text)) return refuse('must name this machine (127.0.0.1, localhost or [::1])')
  if (url.username !== '' || url.password !== '') return refuse('must not hold a name or password')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return refuse('must be only a host and port')
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  return {
    url: url.origin,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? (protocol === 'https' ? '443' : '80') : url.port,
    protocol,
  }
}
