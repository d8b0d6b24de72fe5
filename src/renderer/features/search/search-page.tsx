import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchTypes } from '../../../shared/features/search/contract.ts'
import type { SearchableType } from '../../../shared/search/fields.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount, useTimeZone } from '../../lib/session.ts'
import { useOpenFound } from '../../objects/open-found.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { numberText, timeText } from '../../ui/format.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { useFoundColumns } from './columns.tsx'
import { FoundPanel } from './found-panel.tsx'
import { QueryEditor } from './query-editor.tsx'
import type { SearchSearch } from './search.ts'

interface Props {
  readonly search: SearchSearch
  readonly onSearch: (search: SearchSearch, options?: { readonly replace: boolean }) => void
  /** What can be done with a found object of this type. */
  readonly actions: (type: string, id: string) => ReactNode
}

const PAGE = 100
/** Kinds of objects with a view of their own. */
const VIEWED: ReadonlySet<SearchableType> = new Set([
  'payment_intents',
  'charges',
  'refunds',
  'payouts',
  'transfers',
  'disputes',
])

function useFound(type: SearchableType, query: string) {
  const account = useAccount().id
  const zone = useTimeZone()
  const found = useInfiniteQuery({
    queryKey: keys.of('search', account, 'query', type, query, zone),
    initialPageParam: null as number | null,
    queryFn: async ({ pageParam }) =>
      await api.search.query({ account, type, query, zone, after: pageParam, limit: PAGE }),
    getNextPageParam: (last) => (last.ok ? last.next : null),
  })
  const pages = found.data?.pages ?? []
  const rows = pages.flatMap((page) => (page.ok ? page.rows : []))
  const last = pages.at(-1)
  // A page short of rows took its time: it goes on by itself until there is something to look at.
  const { hasNextPage, isFetching, fetchNextPage } = found
  const hungry = rows.length < PAGE && hasNextPage && !isFetching
  useEffect(() => {
    if (hungry) void fetchNextPage()
  }, [hungry, fetchNextPage])
  return { found, rows, last }
}

function useCount(type: SearchableType, query: string) {
  const account = useAccount().id
  const zone = useTimeZone()
  return useQuery({
    queryKey: keys.of('search', account, 'count', type, query, zone),
    queryFn: async () => await api.search.count({ account, type, query, zone }),
  }).data
}

/** The search language over any mirrored type. */
export function SearchPage({ search, onSearch, actions }: Props) {
  const { t } = useTranslation(['search', 'objects'])
  const account = useAccount().id
  const type = search.type ?? 'payment_intents'
  const [typed, setTyped] = useState(search.q ?? '')
  const [asked, setAsked] = useState(search.q)
  // Another query came from the address, as by going back.
  if (asked !== search.q) {
    setAsked(search.q)
    setTyped(search.q ?? '')
  }
  const { found, rows, last } = useFound(type, search.q ?? '')
  const count = useCount(type, search.q ?? '')
  const open = useOpenFound()
  const metadataKeys = useQuery({
    queryKey: keys.of('search', account, 'metadataKeys', type),
    queryFn: async () => await api.search.metadataKeys({ account, type }),
  }).data
  const error = last !== undefined && !last.ok && typed === (search.q ?? '') ? last.error : null
  const submit = (): void => onSearch({ type, q: typed.trim() === '' ? undefined : typed })
  return (
    <Page title={t('search:title')} fills>
      <div className="flex items-start gap-2 px-6 pb-3">
        <Select
          label={t('search:type')}
          value={type}
          className="w-48"
          options={searchTypes.map((value) => ({ value, label: t(`objects:type.${value}`) }))}
          onChange={(next) => onSearch({ type: next, q: search.q })}
        />
        <QueryEditor
          type={type}
          value={typed}
          metadataKeys={metadataKeys ?? []}
          error={error}
          onChange={setTyped}
          onSubmit={submit}
        />
        <Button look="primary" onClick={submit}>
          {t('search:find')}
        </Button>
      </div>
      {found.error !== null && (
        <FailureNotice
          className="m-6"
          failure={failureOf(found.error)}
          onRetry={() => void found.refetch()}
        />
      )}
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div className="flex min-w-0 flex-1 flex-col">
          <DataTable
            caption={t('search:caption')}
            columns={useFoundColumns()}
            source={{
              key: keys.of('search', account, 'rows', type, search.q ?? '', rows.length),
              load: (offset, limit) => Promise.resolve(rows.slice(offset, offset + limit)),
              total: found.isFetching && rows.length === 0 ? undefined : rows.length,
            }}
            rowId={(row) => row.id}
            selected={search.open}
            onOpen={(row) => {
              if (VIEWED.has(row.type)) open(row)
              else onSearch({ ...search, open: row.id })
            }}
            empty={error === null && <Nothing isQueried={(search.q ?? '').trim() !== ''} />}
          />
          <Footer
            count={count}
            last={last}
            waiting={found.isFetching}
            onMore={found.hasNextPage ? () => void found.fetchNextPage() : null}
          />
        </div>
        {search.open !== undefined && (
          <FoundPanel
            key={search.open}
            id={search.open}
            actions={actions}
            onClose={() => onSearch({ ...search, open: undefined })}
          />
        )}
      </div>
    </Page>
  )
}

function Nothing({ isQueried }: { readonly isQueried: boolean }) {
  const { t } = useTranslation('search')
  return isQueried ? (
    <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
  ) : (
    <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
  )
}

type Found = ReturnType<typeof useFound>

type Counted = Extract<NonNullable<ReturnType<typeof useCount>>, { readonly ok: true }>

function countWords({ count, exact }: Counted): 'count' | 'countMore' | 'countNone' {
  if (exact) return 'count'
  return count === 0 ? 'countNone' : 'countMore'
}

interface FooterProps {
  readonly count: ReturnType<typeof useCount>
  readonly last: Found['last']
  readonly waiting: boolean
  readonly onMore: (() => void) | null
}

/** How many there are, how far has been looked, and how old what was looked at is. */
function Footer({ count, last, waiting, onMore }: FooterProps) {
  const { t } = useTranslation('search')
  const { locale, timeZone } = useEnvironment()
  const counted =
    count === undefined || !count.ok
      ? null
      : t(countWords(count), { formatted: numberText(count.count, locale) })
  const reached = last?.ok === true ? last.reached : null
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-6 py-1 text-small text-ink-2">
      <span className="tabular" role="status">
        {waiting ? t('searching') : counted}
      </span>
      {reached !== null && (
        <span>{t('searched', { when: timeText(reached, locale, timeZone, 'short') })}</span>
      )}
      {onMore !== null && (
        <Button look="quiet" onClick={onMore} disabled={waiting}>
          {t('more')}
        </Button>
      )}
      <span className="flex-1" />
      {last?.ok === true && <FreshnessStamp freshness={last.freshness} />}
    </div>
  )
}
