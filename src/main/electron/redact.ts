const SECRETS = /\b((?:sk|rk|pk|ek|whsec)_(?:(?:test|live|org)_)*)[A-Za-z0-9_]{4,}/g

/** The text with every Stripe key reduced to its kind, such as `sk_live_[redacted]`. */
export function redactText(text: string): string {
  return text.replaceAll(SECRETS, '$1[redacted]')
}

/** A value fit for the log: errors with name, message and stack, everything else as text, no key in any of it. */
export function redact(value: unknown): string {
  if (value instanceof Error) {
    const cause = value.cause === undefined ? '' : `\ncaused by ${redact(value.cause)}`
    return redactText(value.stack ?? `${value.name}: ${value.message}`) + cause
  }
  if (typeof value === 'string') return redactText(value)
  return redactText(JSON.stringify(value) ?? String(value))
}
