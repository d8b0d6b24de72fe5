import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { OpenConnectedAccount } from '../../objects/connected-account.tsx'
import { MetadataSection, RawSection } from '../../objects/object-sections.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { DetailPanel } from '../../ui/detail-panel.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'

function metadataOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const metadata = fields['metadata']
  if (typeof metadata !== 'object' || metadata === null) return {}
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[key, value] as const] : [],
    ),
  )
}

interface Props {
  readonly id: string
  /** What can be done with an object of this type. */
  readonly actions: (type: string, id: string) => ReactNode
  readonly onClose: () => void
}

/** Any object of the mirror beside the results, as Stripe sent it. */
export function FoundPanel({ id, actions, onClose }: Props) {
  const { t } = useTranslation('search')
  const account = useAccount().id
  const { data, error, refetch } = useQuery({
    queryKey: keys.of('objects', account, 'get', id),
    queryFn: async () => await api.objects.get({ account, id }),
  })
  return (
    <DetailPanel label={t('detail')} onClose={onClose}>
      <div className="space-y-4">
        <CopyableId id={id} />
        {error !== null && <FailureNotice failure={failureOf(error)} onRetry={() => void refetch()} />}
        {error === null && data === undefined && <SkeletonLines count={8} />}
        {data !== undefined && (
          <>
            <p className="text-small text-ink-2">
              <FreshnessStamp freshness={data.freshness} />
            </p>
            {data.object.type === 'account' && <OpenConnectedAccount stripeAccount={id} />}
            {actions(data.object.type, id)}
            <MetadataSection metadata={metadataOf(data.object.fields)} />
            <RawSection raw={[{ object: data.object.type, id, json: data.raw }]} />
          </>
        )}
      </div>
    </DetailPanel>
  )
}
