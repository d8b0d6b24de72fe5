import { join } from 'node:path'
import { Accounts } from '../../src/main/accounts/accounts.ts'
import { DemoSimulator } from '../../src/main/accounts/demo-simulator.ts'
import type { ProfilesStore } from '../../src/main/accounts/profile-list.ts'
import { Vault, type VaultFile } from '../../src/main/accounts/vault.ts'
import { openAccountServices } from '../../src/main/workers/account-services.ts'
import { workerEntries } from './worker-entries.ts'

/** A vault of a system that protects nothing: keys stay in memory. */
export function sessionVault(): Vault {
  let kept: VaultFile = {}
  return new Vault({
    protector: {
      protection: () => Promise.resolve({ persistent: false, provider: 'none' }),
      protect: () => Promise.resolve(null),
      reveal: () => Promise.reject(new Error('nothing is stored')),
    },
    file: { read: () => kept, write: (value) => (kept = value) },
    onError: () => {},
  })
}

/** The accounts of a console without a demo, whose operator confirms whatever is asked. */
export function openAccounts(options: {
  readonly folder: string
  readonly apiBase: string
  readonly file: ProfilesStore
  readonly vault: Vault
}): Accounts {
  return new Accounts({
    ...options,
    simulator: new DemoSimulator({ entry: '', stateFile: join(options.folder, 'demo'), onStopped: () => {} }),
    openServices: (services) => openAccountServices({ ...services, entries: workerEntries }),
    onState: () => {},
    onStatus: () => {},
    onChanged: () => {},
    onOperation: () => {},
    money: () => ({ confirm: () => Promise.resolve(true), onQueue: () => {}, onBulk: () => {} }),
    onError: () => {},
    onSimulator: () => {},
  })
}
