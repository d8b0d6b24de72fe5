import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PayoutRow } from '../../../shared/features/payouts/contract.ts'
import { PayoutStatus } from '../../objects/payout-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Day, Time } from '../../ui/time.tsx'

const column = columnsOf<PayoutRow>()

export function usePayoutColumns() {
  const { t } = useTranslation('payouts')
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
        meta: { track: 'minmax(120px, 144px)', sort: 'status' },
        cell: ({ row: { original } }) => (
          <PayoutStatus status={original.status} rawStatus={original.rawStatus} />
        ),
      }),
      column.display({
        id: 'method',
        header: t('column.method'),
        meta: { track: 'minmax(140px, 180px)' },
        cell: ({ row: { original } }) => (
          <>
            {word('payoutMethod', original.method)}
            {original.automatic && <span className="text-ink-2"> · {t('automatic')}</span>}
          </>
        ),
      }),
      column.display({
        id: 'destination',
        header: t('column.destination'),
        meta: { track: 'minmax(128px, 176px)' },
        cell: ({ row }) => <span className="font-mono text-small">{row.original.destination}</span>,
      }),
      column.display({
        id: 'description',
        header: t('column.description'),
        meta: { track: 'minmax(104px, 1fr)' },
        cell: ({ row: { original } }) =>
          original.failureCode === null ? (
            <span className="text-ink-2">{original.description}</span>
          ) : (
            <span className="text-failed">{word('payoutFailure', original.failureCode)}</span>
          ),
      }),
      column.display({
        id: 'arrival',
        header: t('column.arrival'),
        meta: { track: 'minmax(112px, 128px)', sort: 'arrivalDate' },
        cell: ({ row: { original } }) =>
          original.arrivalDate === null ? null : <Day at={original.arrivalDate} />,
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
