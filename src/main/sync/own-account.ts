import { integer, parseStripeObject } from '../store/mirror/stripe-object.ts'
import { CounterfoilError } from '../../shared/errors.ts'
import type { AccountMirror } from './account-mirror.ts'
import { ifThere } from './api-reader.ts'
import { readMark, writeMark } from './mirror-state.ts'

/**
 * Keeps the account itself (https://docs.stripe.com/api/accounts/object) apart from those connected to it, and notes
 * when it was made: no history is older. Once per mirror; later changes come with `account.updated`.
 */
export async function readOwnAccount(mirror: AccountMirror): Promise<void> {
  if (readMark(mirror.db, 'account_created') !== null) return
  const account = parseStripeObject(await readIfAllowed(mirror))
  await mirror.commits.run(() => {
    if (account !== null) {
      mirror.writer.keepApart(account.id)
      mirror.writer.put([account])
    }
    writeMark(mirror.db, 'account_created', account === null ? 0 : (integer(account, 'created') ?? 0))
  })
}

/** Restricted keys may not read it. */
async function readIfAllowed({ api }: AccountMirror): Promise<unknown> {
  try {
    return await ifThere(api.get('/v1/account'))
  } catch (error) {
    if (error instanceof CounterfoilError && error.failure.code === 'permission_missing') return null
    throw error
  }
}
