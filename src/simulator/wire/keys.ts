import { StripeError } from './errors.ts'
import type { TableName } from '../world/tables.ts'
import type { Method } from './router.ts'

export interface Key {
  readonly value: string
  readonly livemode: boolean
  readonly restricted: boolean
}

/** What a control call may say of a key. Permissions are resource words (the first path segment) with `read` or `write`. */
export interface KeyRule {
  readonly state?: 'active' | 'revoked' | 'expired'
  readonly permissions?: Readonly<Record<string, 'none' | 'read' | 'write'>>
  /** Seconds UTC; from then on the key has expired. */
  readonly expires_at?: number
}

/** Of the tables that are not called as their first path segment is, the resource they are granted with. */
const GRANTED_WITH: { readonly [N in TableName]?: string } = {
  bank_account: 'customers',
  card: 'customers',
  cash_balance: 'customers',
  'checkout.session': 'checkout',
  customer_cash_balance_transaction: 'customers',
  discount: 'coupons',
  'entitlements.feature': 'entitlements',
  fee_refund: 'application_fees',
  'radar.early_fraud_warning': 'radar',
  'radar.value_list': 'radar',
  'radar.value_list_item': 'radar',
  source_transaction: 'sources',
  transfer_reversal: 'transfers',
}

/** The resource by which a key is granted what is in a table, e.g. `charges`. */
export const resourceOf = (table: TableName): string => GRANTED_WITH[table] ?? `${table}s`

const FORM = /^(sk|rk)_(test|live)_[A-Za-z0-9_]+$/

const unauthorised = (message: string, code?: string): StripeError =>
  new StripeError(
    401,
    { type: 'invalid_request_error', message, code },
    { 'WWW-Authenticate': 'Basic realm="Stripe"' },
  )

const NO_KEY =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/."

export const maskKey = (value: string): string =>
  value.length <= 12 ? value : `${value.slice(0, 8)}${'*'.repeat(value.length - 12)}${value.slice(-4)}`

/** The keys of this simulator: any well-formed secret or restricted key is good unless a rule says otherwise. */
export class KeyRing {
  private readonly rules = new Map<string, KeyRule>()

  set(key: string, rule: KeyRule): void {
    this.rules.set(key, { ...this.rules.get(key), ...rule })
  }

  clear(): void {
    this.rules.clear()
  }

  all(): Readonly<Record<string, KeyRule>> {
    return Object.fromEntries(this.rules)
  }

  /** Reads `Authorization`: Bearer, or Basic with the key as user name. Throws 401. */
  authenticate(header: string | undefined, now: number): Key {
    const value = secret(header)
    if (value === '') throw unauthorised(NO_KEY)
    if (value.startsWith('pk_'))
      throw unauthorised(
        'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
        'secret_key_required',
      )
    const form = FORM.exec(value)
    const rule = this.rules.get(value)
    if (!form || rule?.state === 'revoked') throw unauthorised(`Invalid API Key provided: ${maskKey(value)}`)
    if (rule?.state === 'expired' || (rule?.expires_at ?? Infinity) <= now)
      throw unauthorised(`Expired API Key provided: ${maskKey(value)}`, 'api_key_expired')
    return { value, livemode: form[2] === 'live', restricted: form[1] === 'rk' }
  }

  /** Throws 403 if a restricted key lacks the permission that a call to a path of an account needs. */
  authorise(key: Key, method: Method, pathname: string, account: string): void {
    this.demand(key, pathname.split('/')[2] ?? '', method === 'GET' ? 'read' : 'write', account)
  }

  /** Throws 403 if a restricted key may not read or write a resource, e.g. `charges`. */
  demand(key: Key, resource: string, needed: 'read' | 'write', account: string): void {
    const permissions = this.rules.get(key.value)?.permissions
    if (!permissions) return
    const granted = permissions[resource] ?? 'none'
    if (granted === 'write' || granted === needed) return
    const name = `rak_${resource.replace(/s$/, '')}_${needed}`
    throw new StripeError(403, {
      type: 'invalid_request_error',
      message: `The provided key '${maskKey(key.value)}' does not have the required permissions for this endpoint on account '${account}'. Having the '${name}' permission would allow this request to continue.`,
    })
  }
}

function secret(header: string | undefined): string {
  const [scheme, rest] = (header ?? '').trim().split(/\s+/, 2)
  if (/^bearer$/i.test(scheme ?? '')) return rest ?? ''
  if (/^basic$/i.test(scheme ?? ''))
    return (
      Buffer.from(rest ?? '', 'base64')
        .toString('utf8')
        .split(':')[0] ?? ''
    )
  return ''
}
