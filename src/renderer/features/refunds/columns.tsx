import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type RefundRow, refundReasonSchema } from '../../../shared/features/refunds/contract.ts'
import { RefundStatus } from '../../objects/refund-status.tsx'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'

const column = columnsOf<RefundRow>()

export function useRefundColumns() {
  const { t } = useTranslation('refunds')
  return useMemo(
    () => [
      column.display({
        id: 'amount',
        header: t('column.amount'),
        meta: { track: 'minmax(128px, 152px)', align: 'end', sort: 'amount' },
        cell: ({ row }) => <Money value={row.original.amount} className="font-medium" />,
      }),
      column.display({
        id: 'status',
        header: t('column.status'),
        meta: { track: 'minmax(132px, 160px)', sort: 'status' },
        cell: ({ row: { original } }) => (
          <RefundStatus status={original.status} rawStatus={original.rawStatus} />
        ),
      }),
      column.display({
        id: 'reason',
        header: t('column.reason'),
        meta: { track: 'minmax(140px, 1fr)' },
        cell: ({ row: { original } }) => <Reason reason={original.failureReason ?? original.reason} />,
      }),
      column.display({
        id: 'customer',
        header: t('column.customer'),
        meta: { track: 'minmax(140px, 1.2fr)' },
        cell: ({ row: { original } }) => original.customerName ?? original.customerEmail ?? '',
      }),
      column.display({
        id: 'payment',
        header: t('column.payment'),
        meta: { track: 'minmax(160px, 1fr)' },
        cell: ({ row: { original } }) => (
          <span className="font-mono text-small text-ink-2">{original.payment ?? original.charge}</span>
        ),
      }),
      column.display({
        id: 'created',
        header: t('column.created'),
        meta: { track: 'minmax(168px, 184px)', sort: 'created' },
        cell: ({ row }) => <Time at={row.original.created} />,
      }),
    ],
    [t],
  )
}

function Reason({ reason }: { readonly reason: string | null }) {
  const { t } = useTranslation('objects')
  const known = refundReasonSchema.safeParse(reason)
  return <>{known.success ? t(`reason.${known.data}`) : (reason?.replaceAll('_', ' ') ?? '')}</>
}
