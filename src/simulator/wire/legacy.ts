import { invalidParam } from './errors.ts'
import { isBefore } from './versions.ts'

/** Refuses a parameter that Stripe took away in a version, as one it never knew. `since` is that version's date. */
export function removedSince(
  call: { readonly version: string },
  since: string,
  params: Readonly<Record<string, unknown>>,
): void {
  if (isBefore(call.version, since)) return
  for (const [name, value] of Object.entries(params))
    if (value !== undefined)
      throw invalidParam(`Received unknown parameter: ${name}`, name, 'parameter_unknown')
}
