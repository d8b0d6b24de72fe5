import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BalanceTransactionRow } from '../../../shared/features/balances/contract.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Status } from '../../ui/status.tsx'
import { Day, Time } from '../../ui/time.tsx'
import { useTransactionType } from './transaction-type.ts'

const column = columnsOf<BalanceTransactionRow>()

export function useTransactionColumns() {
  const { t } = useTranslation('balances')
  return useMemo(
    () => [
      column.display({
        id: 'amount',
        header: t('column.amount'),
        meta: { track: 'minmax(120px, 152px)', align: 'end', sort: 'amount' },
        cell: ({ row }) => <Money value={row.original.amount} />,
      }),
      column.display({
        id: 'fee',
        header: t('column.fee'),
        meta: { track: 'minmax(96px, 120px)', align: 'end' },
        cell: ({ row }) => <Money value={row.original.fee} className="text-ink-2" />,
      }),
      column.display({
        id: 'net',
        header: t('column.net'),
        meta: { track: 'minmax(120px, 152px)', align: 'end', sort: 'net' },
        cell: ({ row }) => <Money value={row.original.net} className="font-medium" />,
      }),
      column.display({
        id: 'type',
        header: t('column.type'),
        meta: { track: 'minmax(112px, 160px)' },
        cell: ({ row }) => <Type type={row.original.type} />,
      }),
      column.display({
        id: 'status',
        header: t('column.status'),
        meta: { track: 'minmax(108px, 128px)' },
        cell: ({ row }) => <TransactionStatus status={row.original.status} />,
      }),
      column.display({
        id: 'description',
        header: t('column.description'),
        meta: { track: 'minmax(120px, 1fr)' },
        cell: ({ row: { original } }) => (
          <span className="text-ink-2">{original.description ?? original.source}</span>
        ),
      }),
      column.display({
        id: 'availableOn',
        header: t('column.availableOn'),
        meta: { track: 'minmax(124px, 132px)', sort: 'availableOn' },
        cell: ({ row }) => <Day at={row.original.availableOn} />,
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

function Type({ type }: { readonly type: string }) {
  return <>{useTransactionType()(type)}</>
}

function TransactionStatus({ status }: { readonly status: string }) {
  const { t } = useTranslation('balances')
  if (status === 'available') return <Status tone="succeeded">{t('status.available')}</Status>
  if (status === 'pending') return <Status tone="pending">{t('status.pending')}</Status>
  return <Status tone="unknown">{status}</Status>
}
