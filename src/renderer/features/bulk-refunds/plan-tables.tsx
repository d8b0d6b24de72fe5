import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkPlan } from '../../../shared/features/bulk-refunds/contract.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'

/** More rows than this are counted, not drawn; the batch itself lists them all. */
const MOST_DRAWN = 500

/** Every problem by its line, named in words. */
export function Problems({ problems }: Pick<BulkPlan, 'problems'>) {
  const { t } = useTranslation('bulk-refunds')
  if (problems.length === 0) return <p>{t('noProblems')}</p>
  return (
    <Table
      caption={t('problemsCaption')}
      heads={[t('line'), t('problemHead'), t('column'), t('value')]}
      more={problems.length - MOST_DRAWN}
    >
      {problems.slice(0, MOST_DRAWN).map((problem) => (
        <tr
          key={`${problem.line} ${problem.code} ${problem.column ?? ''}`}
          className="border-t border-line align-baseline"
        >
          <th scope="row" className="tabular py-1 pr-4 text-left font-normal">
            {problem.line === 0 ? t('wholeFile') : problem.line}
          </th>
          <td className={`py-1 pr-4 ${problem.severity === 'error' ? 'text-failed' : 'text-disputed'}`}>
            {t(`problem.${problem.code}`)}
          </td>
          <td className="py-1 pr-4 font-mono text-small">
            {problem.column === null ? '' : t(`columns.${problem.column}`)}
          </td>
          <td className="max-w-72 truncate py-1 font-mono text-small" title={problem.value}>
            {problem.value}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** What would be refunded, row by row. */
export function PlanRows({ rows }: Pick<BulkPlan, 'rows'>) {
  const { t } = useTranslation(['bulk-refunds', 'objects'])
  const word = useWord()
  return (
    <Table
      caption={t('bulk-refunds:rowsCaption')}
      heads={[
        t('bulk-refunds:line'),
        t('bulk-refunds:target'),
        t('bulk-refunds:amount'),
        t('bulk-refunds:reason'),
      ]}
      more={rows.length - MOST_DRAWN}
    >
      {rows.slice(0, MOST_DRAWN).map((row) => (
        <tr key={row.line} className="border-t border-line">
          <th scope="row" className="tabular py-1 pr-4 text-left font-normal">
            {row.line}
          </th>
          <td className="max-w-72 truncate py-1 pr-4 font-mono text-small">{row.target}</td>
          <td className="py-1 pr-4">
            <Money value={row.amount} className="font-medium" />
          </td>
          <td className="py-1">{row.reason === null ? '' : word('refundReason', row.reason)}</td>
        </tr>
      ))}
    </Table>
  )
}

interface TableProps {
  readonly caption: string
  readonly heads: readonly string[]
  readonly more: number
  readonly children: ReactNode
}

function Table({ caption, heads, more, children }: TableProps) {
  const { t } = useTranslation('bulk-refunds')
  const { locale } = useEnvironment()
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
      tabIndex={0}
      role="group"
      aria-label={caption}
      className="max-h-72 overflow-auto rounded-md border border-line px-3"
    >
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-paper text-left text-small text-ink-2">
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className="py-1 pr-4 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {more > 0 && (
        <p className="py-1 text-ink-2">{t('more', { count: more, formatted: numberText(more, locale) })}</p>
      )}
    </div>
  )
}
