import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RefundRow } from '../../../shared/features/refunds/contract.ts'
import { RefundStatus } from '../../objects/refund-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
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
        meta: { track: 'minmax(152px, 200px)', align: 'end', sort: 'amount' },
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
        cell: ({ row: { original } }) => <Reason refund={original} />,
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

/** Why the money did not arrive, or else why it was given back. */
function Reason({ refund: { failureReason, reason } }: { readonly refund: RefundRow }) {
  const word = useWord()
  if (failureReason !== null)
    return <span className="text-failed">{word('refundFailure', failureReason)}</span>
  return <>{reason === null ? '' : word('refundReason', reason)}</>
}
