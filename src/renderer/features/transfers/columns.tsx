import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransferRow } from '../../../shared/features/transfers/contract.ts'
import { TransferStatus } from '../../objects/transfer-status.tsx'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'

const column = columnsOf<TransferRow>()

export function useTransferColumns() {
  const { t } = useTranslation('transfers')
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
        meta: { track: 'minmax(152px, 168px)' },
        cell: ({ row }) => <TransferStatus status={row.original.status} />,
      }),
      column.display({
        id: 'reversed',
        header: t('column.reversed'),
        meta: { track: 'minmax(136px, 152px)', align: 'end' },
        cell: ({ row: { original } }) =>
          original.amountReversed.amount === 0 ? null : <Money value={original.amountReversed} />,
      }),
      column.display({
        id: 'destination',
        header: t('column.destination'),
        meta: { track: 'minmax(180px, 1fr)' },
        cell: ({ row: { original } }) => <Destination transfer={original} />,
      }),
      column.display({
        id: 'group',
        header: t('column.group'),
        meta: { track: 'minmax(112px, 0.8fr)' },
        cell: ({ row }) => row.original.transferGroup,
      }),
      column.display({
        id: 'description',
        header: t('column.description'),
        meta: { track: 'minmax(120px, 1.2fr)' },
        cell: ({ row }) => <span className="text-ink-2">{row.original.description}</span>,
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

function Destination({ transfer: { destination, destinationName } }: { readonly transfer: TransferRow }) {
  const id = <span className="font-mono text-small text-ink-2">{destination}</span>
  if (destinationName === null) return id
  return (
    <>
      {destinationName} {id}
    </>
  )
}
