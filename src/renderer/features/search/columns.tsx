import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchRow } from '../../../shared/features/search/contract.ts'
import { columnsOf } from '../../ui/data-table/columns.ts'
import { Money } from '../../ui/money.tsx'
import { Time } from '../../ui/time.tsx'
import { FoundStatus, FoundTitle } from '../../objects/found-words.tsx'

const column = columnsOf<SearchRow>()

export function useFoundColumns() {
  const { t } = useTranslation('search')
  return useMemo(
    () => [
      column.display({
        id: 'amount',
        header: t('column.amount'),
        meta: { track: 'minmax(152px, 200px)', align: 'end' },
        cell: ({ row: { original } }) =>
          original.amount === null ? '—' : <Money value={original.amount} className="font-medium" />,
      }),
      column.display({
        id: 'status',
        header: t('column.status'),
        meta: { track: 'minmax(132px, 200px)' },
        cell: ({ row: { original } }) => <FoundStatus row={original} />,
      }),
      column.display({
        id: 'title',
        header: t('column.title'),
        meta: { track: 'minmax(150px, 1.4fr)' },
        cell: ({ row: { original } }) => <FoundTitle row={original} />,
      }),
      column.display({
        id: 'who',
        header: t('column.who'),
        meta: { track: 'minmax(140px, 1fr)' },
        cell: ({ row: { original } }) => original.who ?? '',
      }),
      column.display({
        id: 'id',
        header: t('column.id'),
        meta: { track: 'minmax(160px, 1fr)' },
        cell: ({ row: { original } }) => (
          <span className="font-mono text-small text-ink-2">{original.id}</span>
        ),
      }),
      column.display({
        id: 'created',
        header: t('column.created'),
        meta: { track: 'minmax(168px, 184px)' },
        cell: ({ row: { original } }) => (original.created === 0 ? '—' : <Time at={original.created} />),
      }),
    ],
    [t],
  )
}
