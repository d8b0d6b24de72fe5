import type { AccountMode, AccountProfile } from '../../shared/features/accounts/contract.ts'

/** Connected accounts below their platform. */
export function byPlatform(profiles: readonly AccountProfile[]): readonly AccountProfile[] {
  return profiles
    .filter(({ platform }) => platform === null)
    .flatMap((profile) => [profile, ...profiles.filter(({ platform }) => platform === profile.id)])
}

const MODES: readonly AccountMode[] = ['live', 'test', 'demo']

export interface ModeGroup {
  readonly mode: AccountMode
  readonly accounts: readonly AccountProfile[]
}

/** Accounts of each mode, real money first; modes without accounts are left out. */
export function byMode(profiles: readonly AccountProfile[]): readonly ModeGroup[] {
  const ordered = byPlatform(profiles)
  return MODES.map((mode) => ({ mode, accounts: ordered.filter((each) => each.mode === mode) })).filter(
    ({ accounts }) => accounts.length > 0,
  )
}
