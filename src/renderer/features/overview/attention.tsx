import { Link, linkOptions } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { overviewContract } from '../../../shared/features/overview/contract.ts'
import type { OutputOf } from '../../../shared/ipc.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { numberText, relativeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'

/** Within this what failed is still news. */
export const RECENTLY = 'last7'

type Waiting = OutputOf<typeof overviewContract.activity>

/** What waits for a person, most urgent first, each with a way to it. */
export function Attention(waiting: Waiting) {
  const { t } = useTranslation('overview')
  const { locale } = useEnvironment()
  const now = useNow()
  const { operationsUnresolved, needsResponse, responseDue } = waiting
  const { uncaptured, payoutsFailed, refundsFailed, refundsPending } = waiting
  const counted = (count: number) => ({ count, formatted: numberText(count, locale) })
  const lines = [
    {
      count: operationsUnresolved,
      link: linkOptions({ to: '/operations', search: { state: ['unknown', 'needs_person', 'sending'] } }),
      text: t('operationsUnresolved', counted(operationsUnresolved)),
    },
    {
      count: needsResponse,
      link: linkOptions({
        to: '/disputes',
        search: { status: ['needs_response', 'warning_needs_response'] },
      }),
      text: t('needsResponse', counted(needsResponse)),
      aside:
        responseDue === null ? undefined : t('firstDue', { when: relativeText(responseDue, now, locale) }),
    },
    {
      count: payoutsFailed,
      link: linkOptions({ to: '/payouts', search: { status: ['failed'], period: RECENTLY } }),
      text: t('payoutsFailed', counted(payoutsFailed)),
    },
    {
      count: refundsFailed,
      link: linkOptions({ to: '/refunds', search: { status: ['failed'], period: RECENTLY } }),
      text: t('refundsFailed', counted(refundsFailed)),
    },
    {
      count: uncaptured,
      link: linkOptions({ to: '/payments', search: { status: ['uncaptured'] } }),
      text: t('uncaptured', counted(uncaptured)),
      aside: t('lapses'),
    },
    {
      count: refundsPending,
      link: linkOptions({ to: '/refunds', search: { status: ['pending', 'requires_action'] } }),
      text: t('refundsPending', counted(refundsPending)),
    },
  ]
  const shown = lines.filter(({ count }) => count > 0)
  if (shown.length === 0) return <p className="text-ink-2">{t('nothingWaits')}</p>
  return (
    <ul>
      {shown.map(({ link, text, aside }) => (
        <li key={text}>
          <Link {...link} className="-mx-2 block rounded-md px-2 py-1.5 hover:bg-hover">
            {text}
            {aside !== undefined && <span className="block text-small text-ink-2">{aside}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
