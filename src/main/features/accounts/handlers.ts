import type { accountsContract } from '../../../shared/features/accounts/contract.ts'
import type { FeatureHandlers } from '../../../shared/ipc.ts'
import { CounterfoilError } from '../../../shared/errors.ts'
import type { Accounts } from '../../accounts/accounts.ts'

/** `confirmRemove` asks in a dialog of main's own. */
export function accountsHandlers(
  accounts: Accounts,
  confirmRemove: (name: string) => Promise<boolean>,
): FeatureHandlers<typeof accountsContract> {
  return {
    state: () => accounts.state(),
    startDemo: () => accounts.startDemo(),
    checkKey: ({ key }) => accounts.checkKey(key),
    connect: ({ key, account }) => accounts.connect(key, account),
    activate: ({ account }) => accounts.activate(account),
    openConnected: ({ platform, stripeAccount }) => accounts.openConnected(platform, stripeAccount),
    forgetKey: ({ account }) => accounts.forgetKey(account),
    remove: async ({ account }) => {
      const profile = accounts.state().profiles.find(({ id }) => id === account)
      if (profile === undefined) throw new CounterfoilError('account_not_found', `No account ${account}`)
      if (!(await confirmRemove(profile.name))) {
        throw new CounterfoilError('confirmation_declined', 'The account was not removed')
      }
      return await accounts.remove(account)
    },
  }
}
