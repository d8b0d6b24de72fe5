import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DisputeRow } from '../../../shared/features/disputes/contract.ts'
import { DisputeStatus } from '../../objects/dispute-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'
import { Deadline } from './deadline.tsx'

const column = columnsOf<DisputeRow>()

export function useDisputeColumns() {
  const { t } = useTranslation('disputes')
  const word = useWord()
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
        meta: { track: 'minmax(168px, 216px)', sort: 'status' },
        cell: ({ row: { original } }) => (
          <DisputeStatus status={original.status} rawStatus={original.rawStatus} />
        ),
      }),
      column.display({
        id: 'due',
        header: t('column.due'),
        meta: { track: 'minmax(128px, 160px)', sort: 'dueBy' },
        cell: ({ row }) => <Deadline dispute={row.original} />,
      }),
      column.display({
        id: 'reason',
        header: t('column.reason'),
        meta: { track: 'minmax(140px, 1fr)' },
        cell: ({ row }) => word('disputeReason', row.original.reason),
      }),
      column.display({
        id: 'customer',
        header: t('column.customer'),
        meta: { track: 'minmax(140px, 1fr)' },
        cell: ({ row: { original } }) => original.customerName ?? original.customerEmail ?? '',
      }),
      column.display({
        id: 'created',
        header: t('column.created'),
        meta: { track: 'minmax(168px, 184px)', sort: 'created' },
        cell: ({ row }) => <Time at={row.original.created} />,
      }),
    ],
    [t, word],
  )
}
