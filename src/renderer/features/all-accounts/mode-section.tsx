import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountMode, AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { AccountStanding, StandingPeriod } from '../../../shared/features/all-accounts/contract.ts'
import { cx } from '../../ui/class-names.ts'
import { AccountsTable } from './accounts-table.tsx'
import { AttentionList } from './attention.tsx'
import type { Answer } from './queries.ts'
import { Totals } from './total-cards.tsx'
import { attentionTogether } from './totals.ts'

interface Props {
  readonly mode: AccountMode
  readonly answers: readonly Answer<AccountStanding>[]
  readonly period: StandingPeriod
  readonly onPeriod: (period: StandingPeriod) => void
  readonly sync: (account: AccountProfile) => ReactNode
}

const looks = {
  live: 'bg-live text-on-live',
  test: 'hatched-test text-on-test',
  demo: 'hatched-demo text-on-demo',
} as const

/** The accounts of one mode, with its name across the top: what is below is real money, or is not. */
export function ModeSection({ mode, answers, period, onPeriod, sync }: Props) {
  const { t } = useTranslation(['all-accounts', 'app', 'objects'])
  const id = useId()
  const own = answers.filter(({ account }) => account.platform === null)
  const connected = answers.filter(({ account }) => account.platform !== null)
  return (
    <section aria-labelledby={id} data-mode={mode} className="pb-8">
      <div className={cx('flex items-center gap-2 rounded-md px-3 py-1 text-small', looks[mode])}>
        <h2 id={id} className="font-semibold tracking-wide">
          {t(`objects:mode.${mode}`)}
        </h2>
        <span>· {t(`app:modeText.${mode}`)}</span>
        <span className="flex-1" />
        <span>{t('all-accounts:accounts', { count: answers.length })}</span>
      </div>
      <div className="py-3">
        <AttentionList
          attention={attentionTogether(answers.flatMap(({ value }) => value ?? []))}
          empty={answers.every(({ value }) => value !== undefined) ? t('all-accounts:nothingWaits') : null}
        />
      </div>
      <Totals title={t('all-accounts:own')} answers={own} />
      {connected.length > 0 && (
        <Totals
          title={t('all-accounts:connected')}
          note={t('all-accounts:connectedNote')}
          answers={connected}
        />
      )}
      <AccountsTable
        title={t('all-accounts:each')}
        caption={t('all-accounts:tableCaption', { mode: t(`objects:mode.${mode}`) })}
        answers={answers}
        period={period}
        onPeriod={onPeriod}
        sync={sync}
      />
    </section>
  )
}
