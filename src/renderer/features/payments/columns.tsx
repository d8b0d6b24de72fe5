import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PaymentRow } from '../../../shared/features/payments/contract.ts'
import { Method } from '../../objects/method.tsx'
import { PaymentStatus } from '../../objects/payment-status.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'

const column = columnsOf<PaymentRow>()

export function usePaymentColumns() {
  const { t } = useTranslation('payments')
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
        meta: { track: 'minmax(168px, 188px)', sort: 'status' },
        cell: ({ row: { original } }) => (
          <PaymentStatus
            status={original.status}
            rawStatus={original.rawStatus}
            title={original.failureCode === null ? undefined : word('decline', original.failureCode)}
          />
        ),
      }),
      column.display({
        id: 'method',
        header: t('column.method'),
        meta: { track: 'minmax(144px, 196px)' },
        cell: ({ row }) => <Method value={row.original.method} />,
      }),
      column.display({
        id: 'customer',
        header: t('column.customer'),
        meta: { track: 'minmax(140px, 1.2fr)', sort: 'customer' },
        cell: ({ row: { original } }) => original.customerName ?? original.customerEmail ?? '',
      }),
      column.display({
        id: 'description',
        header: t('column.description'),
        meta: { track: 'minmax(120px, 1.4fr)' },
        cell: ({ row }) => <span className="text-ink-2">{row.original.description}</span>,
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
