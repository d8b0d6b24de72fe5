import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ResourceProgress, SyncStatus } from '../../../shared/features/sync/contract.ts'
import { api } from '../../lib/api.ts'
import { failureOf } from '../../ui/failure-of.ts'
import { keys } from '../../lib/query-keys.ts'
import { Button } from '../../ui/button.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { readable } from '../../objects/words/use-word.ts'
import { numberText, relativeText, timeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { en } from './messages.ts'
import { isRebuiltBeside } from './progress.ts'

/** The progress of each resource, pause and resume, and the read meter. */
export function SyncDetails({ status }: { readonly status: SyncStatus }) {
  const { t } = useTranslation('sync')
  const { locale } = useEnvironment()
  const now = useNow()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: async (action: 'pollNow' | 'pause' | 'resume') =>
      await api.sync[action]({ account: status.account }),
    onSuccess: (next) => client.setQueryData(keys.sync(status.account), next),
  })
  const { lastAttemptAt, nextPollAt, reads } = status
  const number = (value: number) => numberText(value, locale)
  return (
    <div className="w-88 space-y-3">
      <p>{t(`phaseText.${isRebuiltBeside(status) ? 'rebuildingBeside' : status.phase}`)}</p>
      {status.failure && status.failure.code !== 'offline' && <FailureNotice failure={status.failure} />}
      {act.error && <FailureNotice title={t('failed')} failure={failureOf(act.error)} />}
      <ul className="space-y-2">
        {status.resources.map((resource) => (
          <Resource key={resource.resource} progress={resource} />
        ))}
      </ul>
      <div>
        <p className="flex justify-between text-small">
          <span className="text-ink-2">{t('reads')}</span>
          <span className="tabular">
            {t('readsText', { used: number(reads.last30Days), allowance: number(reads.allowance) })}
          </span>
        </p>
        <Bar label={t('reads')} value={reads.last30Days} max={reads.allowance} />
        <p className="tabular mt-1 text-small text-ink-2">
          {t('forecast', { forecast: number(reads.forecast30Days) })}
        </p>
      </div>
      <p className="text-small text-ink-2">
        {lastAttemptAt !== null &&
          t('lastTry', { when: relativeText(Math.min(lastAttemptAt, now), now, locale) })}
        {nextPollAt !== null && nextPollAt > now && (
          <> · {t('nextTry', { when: relativeText(nextPollAt, now, locale) })}</>
        )}
      </p>
      {status.phase !== 'rebuilding' && (
        <div className="flex gap-2">
          <Button onClick={() => act.mutate('pollNow')} disabled={act.isPending}>
            {t('pollNow')}
          </Button>
          {status.phase === 'paused' ? (
            <Button look="primary" onClick={() => act.mutate('resume')} disabled={act.isPending}>
              {t('resume')}
            </Button>
          ) : (
            <Button onClick={() => act.mutate('pause')} disabled={act.isPending}>
              {t('pause')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

type Known = keyof typeof en.resource

function isKnown(resource: string): resource is Known {
  return Object.hasOwn(en.resource, resource)
}

function Resource({ progress }: { readonly progress: ResourceProgress }) {
  const { t } = useTranslation('sync')
  const { locale, timeZone } = useEnvironment()
  const resource = progress.resource.replaceAll('.', '_')
  const name = isKnown(resource) ? t(`resource.${resource}`) : readable(resource)
  const { done, total, estimated, complete, secondsLeft, rowsPerSecond, reachedBackTo, skipped } = progress
  const number = (value: number) => numberText(value, locale)
  const left =
    secondsLeft === null
      ? null
      : secondsLeft < 60
        ? t('leftSoon')
        : t('left', { minutes: Math.round(secondsLeft / 60) })
  return (
    <li>
      <p className="flex justify-between gap-3 text-small">
        <span>{name}</span>
        <span className="tabular text-ink-2">
          {skipped !== undefined
            ? t(`skipped.${skipped}`)
            : complete
              ? `${number(done)} · ${t('complete')}`
              : total === null
                ? t('progressOpen', { done: number(done) })
                : t(estimated ? 'progressAbout' : 'progress', {
                    done: number(done),
                    total: number(estimated ? rounded(total) : total),
                  })}
        </span>
      </p>
      {!complete && (
        <>
          <Bar label={name} value={total === null ? undefined : done} max={total ?? 1} />
          <p className="tabular text-label text-ink-2">
            {[
              rowsPerSecond > 0 ? t('rate', { rate: number(Math.round(rowsPerSecond)) }) : null,
              left,
              reachedBackTo === null
                ? null
                : t('backTo', { day: timeText(reachedBackTo, locale, timeZone, 'day') }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </>
      )}
    </li>
  )
}

/** An estimate to two digits: more would say too much. */
function rounded(estimate: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, estimate))) - 1)
  return Math.round(estimate / step) * step
}

interface BarProps {
  readonly label: string
  /** Absent where it is not known how far along it is. */
  readonly value: number | undefined
  readonly max: number
}

function Bar({ label, value, max }: BarProps) {
  const share = value === undefined ? 0 : Math.min(1, value / max)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === undefined ? undefined : Math.round(share * 100)}
      className="mt-1 h-1 overflow-hidden rounded-full bg-line-strong"
    >
      <div
        className={value === undefined ? 'h-full w-1/4 animate-pulse bg-accent' : 'h-full bg-accent'}
        style={value === undefined ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  )
}
