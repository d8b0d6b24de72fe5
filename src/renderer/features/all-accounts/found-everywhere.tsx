import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { SearchRow } from '../../../shared/features/search/contract.ts'
import { FoundCells } from '../../objects/found-row.tsx'
import { ModeTag } from '../../objects/mode-tag.tsx'
import { useOpenFound } from '../../objects/open-found.ts'
import { useSwitchAccount } from '../../objects/switch-account.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { useAccountNames } from './account-names.ts'
import { useFoundEverywhere } from './queries.ts'

interface Props {
  readonly accounts: readonly AccountProfile[]
  readonly clue: string
}

/** What half a clue finds, account by account; opening an object switches to its account. */
export function FoundEverywhere({ accounts, clue }: Props) {
  const { t } = useTranslation('all-accounts')
  const namesOf = useAccountNames()
  const answers = useFoundEverywhere(accounts, clue)
  const nothing = answers.filter(({ value }) => value?.groups.length === 0)
  return (
    <>
      <p className="sr-only" role="status">
        {answers.some(({ value, failure }) => value === undefined && failure === null)
          ? t('searching')
          : t('foundIn', { count: answers.filter(({ value }) => (value?.groups.length ?? 0) > 0).length })}
      </p>
      {answers
        .filter((answer) => !nothing.includes(answer))
        .map((answer) => (
          <FoundIn key={answer.account.id} {...answer} />
        ))}
      {nothing.length > 0 && (
        <p className="pt-3 text-ink-2">
          {t('nothingIn', { clue, names: namesOf(nothing.map(({ account }) => account)) })}
        </p>
      )}
    </>
  )
}

type Answer = ReturnType<typeof useFoundEverywhere>[number]

function FoundIn({ account, value, failure, retry }: Answer) {
  const { t } = useTranslation('objects')
  const show = useSwitchAccount()
  const openFound = useOpenFound()
  const open = (row: SearchRow): void => void show(account.id, () => openFound(row))
  return (
    <section aria-label={account.name} data-found={account.id} className="border-t border-line py-3">
      <h2 className="flex items-center gap-2 pb-2 font-semibold">
        {account.name} <ModeTag mode={account.mode} />
        <span className="flex-1" />
        {value && (
          <span className="text-small font-normal text-ink-2">
            <FreshnessStamp freshness={value.freshness} />
          </span>
        )}
      </h2>
      {failure !== null && <FailureNotice failure={failure} onRetry={retry} />}
      {failure === null && value === undefined && <SkeletonLines count={2} />}
      {value?.groups.map((group) => (
        <div key={group.type} className="pb-2">
          <h3 className="py-1 text-small font-medium text-ink-2">
            {t(`type.${group.type}`)}
            {group.more && ' +'}
          </h3>
          <ul>
            {group.rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  data-id={row.id}
                  className="flex min-h-8 w-full items-center gap-3 rounded-sm px-2 py-1 text-left hover:bg-hover"
                  onClick={() => open(row)}
                >
                  <FoundCells row={row} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
