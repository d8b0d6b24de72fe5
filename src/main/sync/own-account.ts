import { CounterfoilError } from '../../shared/errors.ts'
import { getMeta } from '../store/mirror/open.ts'
import { integer, parseStripeObject, type StripeObject } from '../store/mirror/stripe-object.ts'
import { ownAccount } from '../store/mirror/writer.ts'
import { type AccountMirror, putAnswer } from './account-mirror.ts'
import { ifThere } from './api-reader.ts'
import { readMark, writeMark } from './mirror-state.ts'
import { withParts } from './parts.ts'

/** Where it stands whose folder it is. */
type Held = Pick<AccountMirror, 'owner' | 'db'>

/** The sessions whose account has been found to be the one mirrored, or cannot be known. */
const compared = new WeakSet<AccountMirror>()

/**
 * Once per session: throws `key_wrong_account` where the key's account is not the one mirrored. The first time keeps the
 * account itself (https://docs.stripe.com/api/accounts/object) with its parts, apart from those connected to it, and
 * notes when it was made: no history is older. Later changes come with `account.updated`.
 */
export async function readOwnAccount(mirror: AccountMirror, key: string | null): Promise<void> {
  if (compared.has(mirror)) return
  const asked = mirror.order.ask()
  try {
    const account = await compareAccount(mirror)
    const known = ownAccount(mirror.db)
    keepOwner(mirror, account?.id ?? known, key)
    if (readMark(mirror.db, 'account_created') === null || (account !== null && known === null)) {
      const objects = account === null ? [] : await withParts(mirror, [account])
      await mirror.commits.run(() => {
        if (account !== null) mirror.writer.keepApart(account.id)
        putAnswer(mirror, objects, asked)
        writeMark(mirror.db, 'account_created', account === null ? 0 : (integer(account, 'created') ?? 0))
      })
    }
    compared.add(mirror)
  } finally {
    mirror.order.done(asked)
  }
}

/** The key's account, null where it cannot be read; throws `key_wrong_account` where it is not the one held. */
export async function compareAccount({
  api,
  ...held
}: Held & Pick<AccountMirror, 'api'>): Promise<StripeObject | null> {
  // Restricted keys may not read it, and not every server has it.
  const account = parseStripeObject(await ifThere(api.get('/v1/account')))
  const wanted = held.owner.get('account') ?? ownAccount(held.db)
  if (account !== null && wanted !== null && account.id !== wanted) throw wrongAccount(account.id, wanted)
  return account
}

/** Before anything is read: throws `key_wrong_account` where what is held was read with a key of the other mode. */
export function checkMode(mirror: Held, key: string | null): void {
  const [mode, held] = [modeOf(key), heldMode(mirror)]
  if (mode !== null && held !== null && mode !== held) throw wrongAccount(`${mode} mode`, `${held} mode`)
}

/** `test` or `live`; null where the key does not say. */
function modeOf(key: string | null): string | null {
  return /^[rs]k_(test|live)_/.exec(key ?? '')?.[1] ?? null
}

/** Earlier versions kept it in the mirror, and so a mode in which nothing had been read, too. */
function heldMode({ owner, db }: Held): string | null {
  return owner.get('mode') ?? (readMark(db, 'account_created') === null ? null : getMeta(db, 'mode'))
}

/** Before anything of the account is kept. */
function keepOwner(mirror: Held, account: string | null, key: string | null): void {
  const mode = heldMode(mirror) ?? modeOf(key)
  if (account !== null) mirror.owner.keep('account', account)
  if (mode !== null) mirror.owner.keep('mode', mode)
}

function wrongAccount(found: string, wanted: string): CounterfoilError {
  return new CounterfoilError('key_wrong_account', `This key is of ${found}; the folder holds ${wanted}`, {
    params: { found, wanted },
  })
}
