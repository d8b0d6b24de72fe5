/**
 * Plain Chromium cannot open a scheme of the app's own as a secure origin, so `app://console/x` is opened as
 * `https://console.app.invalid/x` (`.invalid` never resolves) and answered by interception. The app itself
 * never sees the second form.
 */
const suffix = '.invalid'

/** `app://console/x?y#z` → `https://console.app.invalid/x?y#z`; other addresses are left as they are. */
export function toPageUrl(url: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url)
  const scheme = match?.[1]?.toLowerCase()
  if (scheme === undefined || !schemes.has(scheme)) return url
  return `https://${match?.[2] ?? ''}.${scheme}${suffix}${match?.[3] ?? ''}`
}

/** The reverse of {@link toPageUrl}. */
export function toAppUrl(url: string): string {
  const match = /^https:\/\/(.+)\.([a-z][a-z0-9+-]*)\.invalid(?=[/?#]|$)(.*)$/is.exec(url)
  return match === null ? url : `${match[2] ?? ''}://${match[1] ?? ''}${match[3] ?? ''}`
}

/** `app://console` for the app's own addresses, else what the URL standard says (`null` for opaque ones). */
export function originOf(appUrl: string): string {
  if (!URL.canParse(appUrl)) return 'null'
  const url = new URL(appUrl)
  return url.origin !== 'null' || url.host === '' ? url.origin : `${url.protocol}//${url.host}`
}
