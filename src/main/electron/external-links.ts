import { shell } from 'electron'
import { CounterfoilError } from '../../shared/errors.ts'

/** The URL as it may be opened in the system's browser: https, on stripe.com or below it, nothing hidden in it. */
export function allowedExternalUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const ours = url.hostname === 'stripe.com' || url.hostname.endsWith('.stripe.com')
  if (url.protocol !== 'https:' || !ours || url.port !== '') return null
  return url.username === '' && url.password === '' ? url.href : null
}

/** The only way out of the console; throws `invalid_input` for anything that is not a page of Stripe's. */
export async function openExternal(text: string): Promise<void> {
  const url = allowedExternalUrl(text)
  if (url === null)
    throw new CounterfoilError('invalid_input', 'Only pages of stripe.com are opened', { field: 'url' })
  await shell.openExternal(url)
}
