import { Link } from '@tanstack/react-router'
import { Clock, TriangleAlert, Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../shared/errors.ts'
import { limitCapSchema } from '../../../shared/features/limits/contract.ts'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { ChooseMany } from '../../ui/filters/choices.tsx'
import { durationText, moneyText, numberText, relativeText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { useNow } from '../../ui/now.ts'
import { Time } from '../../ui/time.tsx'
import { OperationStanding } from '../operation-status.tsx'
import type { Thresholds } from './thresholds.ts'

/** Why it cannot be done. */
export function Blockers({ blockers }: { readonly blockers: readonly Failure[] }) {
  const { t } = useTranslation('money')
  return blockers.map((failure) => (
    <FailureNotice key={failure.code} title={t('blocked')} failure={failure} />
  ))
}

/** Reasons to think twice. */
export function Warnings({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text) => (
    <p key={text} className="flex gap-2 text-disputed">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      {text}
    </p>
  ))
}

/** What comes between the click and the sending. */
export function WaitNotices({ thresholds }: { readonly thresholds: Thresholds }) {
  const { t } = useTranslation('money')
  const { locale } = useEnvironment()
  const { hold, approval, holdSeconds } = thresholds
  return (
    <>
      {approval && (
        <p className="flex gap-2 text-pending">
          <Users aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {t('approvalNotice', { threshold: moneyText(approval, locale) })}
        </p>
      )}
      {hold && (
        <p className="flex gap-2 text-pending">
          <Clock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          {t('holdNotice', {
            threshold: moneyText(hold, locale),
            duration: durationText(holdSeconds, locale),
          })}
        </p>
      )}
    </>
  )
}

interface SimilarProps {
  readonly similar: readonly Operation[]
  /** What main found at Stripe, made here or elsewhere. */
  readonly found: string | null
  readonly accepted: boolean
  readonly onAccept: (accepted: boolean) => void
}

/** The second question before an operation that looks like one already made. */
export function SimilarQuestion({ similar, found, accepted, onAccept }: SimilarProps) {
  const { t } = useTranslation('money')
  return (
    <div
      role="group"
      aria-label={t('similarTitle')}
      className="rounded-md border border-disputed/50 bg-disputed/6 p-3"
    >
      <p className="font-medium">{t('similarTitle')}</p>
      <p className="text-ink-2">{t('similarText')}</p>
      <ul className="my-1.5">
        {similar.map((operation) => (
          <li key={operation.id} className="flex flex-wrap gap-x-4">
            <Money value={operation.amount} />
            <OperationStanding operation={operation} />
            <Time at={operation.createdAt} />
          </li>
        ))}
        {found !== null && (
          <li>
            <CopyableId id={found} />
          </li>
        )}
      </ul>
      <ChooseMany
        choices={[{ value: 'yes', label: t('acceptSimilar') }]}
        chosen={accepted ? ['yes'] : []}
        onChange={(chosen) => onAccept(chosen.length > 0)}
      />
    </div>
  )
}

/** A failure that nothing was sent for; a limit says how much it is and when enough is free. */
export function SendFailure({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation('money')
  const limitText = useLimitText()
  const limit = limitText(failure)
  const place = useRef<HTMLDivElement>(null)
  // Newer Chromium answers with a promise, which an effect must not return.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={place} className="space-y-2">
      <FailureNotice
        title={failure.code === 'internal' ? t('outcomeUnclear') : t('failed')}
        failure={failure}
      />
      {limit !== null && (
        <p>
          {limit}{' '}
          <Link to="/settings/limits" className="text-accent underline">
            {t('toLimits')}
          </Link>
        </p>
      )}
    </div>
  )
}

function useLimitText(): (failure: Failure) => string | null {
  const { t } = useTranslation('money')
  const { locale } = useEnvironment()
  const now = useNow()
  return ({ code, params }) => {
    const cap = limitCapSchema.safeParse(params['cap'])
    if (code !== 'limit_exceeded' || !cap.success) return null
    const currency = params['currency']
    const worded = (value: unknown) =>
      typeof currency === 'string'
        ? moneyText({ amount: Number(value), currency }, locale)
        : numberText(Number(value), locale)
    const frees = params['freesAt']
    const what = t(`limit.${cap.data}`, { limit: worded(params['limit']), used: worded(params['used']) })
    const when =
      typeof frees === 'number' ? t('frees', { when: relativeText(frees, now, locale) }) : t('neverFrees')
    return `${what} ${when}`
  }
}
