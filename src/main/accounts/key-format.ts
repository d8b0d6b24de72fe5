import { CounterfoilError } from '../../shared/errors.ts'
import type { z } from 'zod'
import type { keyKindSchema } from '../../shared/features/accounts/contract.ts'

export interface KeyFormat {
  readonly kind: z.infer<typeof keyKindSchema>
  readonly livemode: boolean
  /** Prefix and last four characters. */
  readonly hint: string
}

const WRONG_KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  ['pk_', 'publishable'],
  ['sk_org_', 'organization'],
  ['whsec_', 'webhook'],
  ['ek_', 'ephemeral'],
]

/** What a key says of itself (https://docs.stripe.com/keys); throws `key_malformed`, naming a known wrong kind. */
export function readKeyFormat(key: string): KeyFormat {
  const wrong = WRONG_KINDS.find(([prefix]) => key.startsWith(prefix))
  if (wrong !== undefined) {
    throw new CounterfoilError(
      'key_malformed',
      `This is a ${wrong[1]} key; a restricted or secret key is needed`,
      {
        params: { kind: wrong[1] },
        field: 'key',
      },
    )
  }
  const match = /^(sk|rk)_(test|live)_([A-Za-z0-9_]+)$/.exec(key)
  const [, prefix, mode, rest] = match ?? []
  if (prefix === undefined || mode === undefined || rest === undefined) {
    throw new CounterfoilError(
      'key_malformed',
      'A key begins with rk_test_, rk_live_, sk_test_ or sk_live_',
      {
        field: 'key',
      },
    )
  }
  return {
    kind: prefix === 'rk' ? 'restricted' : 'secret',
    livemode: mode === 'live',
    hint: `${prefix}_${mode}_…${rest.length > 8 ? rest.slice(-4) : ''}`,
  }
}
