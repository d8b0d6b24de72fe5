import type { Database } from 'better-sqlite3'
import { CounterfoilError } from '../../shared/errors.ts'
import { getMeta, setMeta } from '../store/mirror/open.ts'
import { integer, parseStripeObject, type StripeObject } from '../store/mirror/stripe-object.ts'
import { ownAccount } from '../store/mirror/writer.ts'
import { type AccountMirror, putAnswer } from './account-mirror.ts'
import { ifThere } from './api-reader.ts'
import { readMark, writeMark } from './mirror-state.ts'
import { withParts } from './parts.ts'

/** In `meta`: `test` or `live`, by the key that the mirror was read with. */
const MODE = 'mode'

/** The sessions whose account has been found to be the one mirrored, or cannot be known. */
const compared = new WeakSet<AccountMirror>()

/**
 * Once per session: throws `key_wrong_account` where the key's account is not the one mirrored. The first time keeps the
 * account itself (https://docs.stripe.com/api/accounts/object) with its parts, apart from those connected to it, and
 * notes when it was made: no history is older. Later changes come with `account.updated`.
 */
export async function readOwnAccount(mirror: AccountMirror): Promise<void> {
  if (compared.has(mirror)) return
  const asked = mirror.order.ask()
  try {
    const account = await compareAccount(mirror)
    const held = ownAccount(mirror.db)
    if (readMark(mirror.db, 'account_created') === null || (account !== null && held === null)) {
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

/** The key's account, null where it cannot be read; throws `key_wrong_account` where it is not the one mirrored. */
export async function compareAccount({
  api,
  db,
}: Pick<AccountMirror, 'api' | 'db'>): Promise<StripeObject | null> {
  // Restricted keys may not read it, and not every server has it.
  const account = parseStripeObject(await ifThere(api.get('/v1/account')))
  const held = ownAccount(db)
  if (account !== null && held !== null && account.id !== held) throw wrongAccount(account.id, held)
  return account
}

/**
 * Before anything is read: throws `key_wrong_account` where the mirror was read with a key of the other mode. Until an
 * answer has been kept the mode is that of the key given last.
 */
export function checkMode(db: Database, key: string): void {
  const [, mode] = /^[rs]k_(test|live)_/.exec(key) ?? []
  if (mode === undefined) return
  const held = getMeta(db, MODE)
  if (held === mode) return
  if (held !== null && readMark(db, 'account_created') !== null)
    throw wrongAccount(`${mode} mode`, `${held} mode`)
  setMeta(db, MODE, mode)
}

function wrongAccount(found: string, wanted: string): CounterfoilError {
  return new CounterfoilError('key_wrong_account', `This key is of ${found}; the folder holds ${wanted}`, {
    params: { found, wanted },
  })
}
