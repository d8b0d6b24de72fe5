import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { QueuedOperation } from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useActionObstacle } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'

export type QueueDialog = 'approve' | 'reject' | 'send'

interface Props {
  readonly account: string
  readonly row: QueuedOperation
  readonly onOpen: (dialog: QueueDialog) => void
}

/** Undo a hold, decide a request, send or discard a draft. */
export function QueueActions({ account, row, onOpen }: Props) {
  const { t } = useTranslation(['operations', 'money'])
  const client = useQueryClient()
  const offline = useActionObstacle()
  const take = useMutation({
    mutationFn: async (how: 'undoHold' | 'discardDraft') =>
      await api.operations[how]({ account, attempt: row.attempt }),
    onSuccess: async (queue) => {
      client.setQueryData(keys.of('operations', account, 'queue'), queue)
      await client.invalidateQueries({ queryKey: ['operations', account, 'counts'] })
    },
  })
  const obstacle = offline === null ? null : t(`money:cannot.${offline}`)
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        {row.state === 'held' && (
          <Button look="primary" disabled={take.isPending} onClick={() => take.mutate('undoHold')}>
            {t('operations:undo')}
          </Button>
        )}
        {row.state === 'awaiting_approval' && (
          <>
            <Button look="primary" obstacle={obstacle} onClick={() => onOpen('approve')}>
              {t('operations:approve')}
            </Button>
            <Button onClick={() => onOpen('reject')}>{t('operations:reject')}</Button>
          </>
        )}
        {row.state === 'draft' && (
          <>
            <Button look="primary" obstacle={obstacle} onClick={() => onOpen('send')}>
              {t('operations:sendDraft')}
            </Button>
            <Button disabled={take.isPending} onClick={() => take.mutate('discardDraft')}>
              {t('operations:discard')}
            </Button>
          </>
        )}
      </div>
      {take.error && (
        <FailureNotice
          title={t(row.state === 'draft' ? 'operations:discardFailed' : 'operations:undoFailed')}
          failure={failureOf(take.error)}
        />
      )}
    </div>
  )
}
