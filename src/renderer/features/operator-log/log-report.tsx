import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { LogProblem, LogReport } from '../../../shared/features/operator-log/contract.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'

/** Whether the log is what was written, and if not, exactly which entries are wrong. */
export function LogVerdict({ report }: { readonly report: LogReport }) {
  const { t } = useTranslation('operator-log')
  const { locale } = useEnvironment()
  const problemText = useProblemText()
  const counted = (count: number) => ({ count, formatted: numberText(count, locale) })
  if (report.ok) {
    return (
      <div role="status" className="mx-6 mb-3 flex gap-2.5 rounded-md bg-sunken px-3 py-2.5">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-succeeded" />
        <div className="min-w-0 space-y-1">
          <p className="font-medium">{t('intact', counted(report.entries))}</p>
          {report.anchors > 0 && <p className="text-ink-2">{t('anchors', counted(report.anchors))}</p>}
          {report.head && (
            <p className="flex flex-wrap items-baseline gap-x-2 text-small text-ink-2">
              {t('head')} <CopyableId id={report.head.hash} />
            </p>
          )}
        </div>
      </div>
    )
  }
  return (
    <div
      role="alert"
      className="mx-6 mb-3 flex gap-2.5 rounded-md border border-failed/40 bg-failed/6 px-3 py-2.5"
    >
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-failed" />
      <div className="min-w-0 space-y-1">
        <p className="font-medium">{t('broken')}</p>
        <p className="text-ink-2">{t('brokenText')}</p>
        <ul
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
          tabIndex={0}
          className="max-h-48 list-disc overflow-y-auto pl-5"
        >
          {report.problems.map((problem) => (
            <li key={`${problem.kind} ${problem.seq} ${problem.source ?? ''}`}>{problemText(problem)}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function useProblemText(): (problem: LogProblem) => string {
  const { t } = useTranslation('operator-log')
  return ({ kind, seq, until, from, source }) => {
    if (kind === 'missing' && until > seq) return t('problem.missingRun', { seq, until })
    if (kind === 'rewritten' && source !== null) return t('problem.rewrittenBy', { seq, source })
    return t(`problem.${kind}`, { seq, from })
  }
}
