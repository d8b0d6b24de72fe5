import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../shared/errors.ts'
import type { QueuedOperation } from '../../../shared/features/operations/contract.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { relativeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { QueuedStatus } from '../queued-status.tsx'

/** What waits in the queue after main answered so; null where the failure means something else. */
export function queuedBy(failure: Failure | null): { state: QueuedOperation['state']; until: number } | null {
  const until = Number(failure?.params['until'] ?? 0)
  if (failure?.code === 'operation_held') return { state: 'held', until }
  return failure?.code === 'approval_needed' ? { state: 'awaiting_approval', until } : null
}

interface Props {
  readonly title: string
  readonly state: QueuedOperation['state']
  /** When a hold ends, seconds UTC. */
  readonly until: number
  readonly onClose: () => void
}

/** Nothing was sent yet: what has to come first, and where to find it. */
export function Queued({ title, state, until, onClose }: Props) {
  const { t } = useTranslation(['money', 'ui'])
  const { locale } = useEnvironment()
  const now = useNow()
  const text =
    state === 'held'
      ? t('money:held', { when: relativeText(until, now, locale) })
      : state === 'draft'
        ? t('money:draft')
        : t('money:approval')
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Link
            to="/operations"
            search={{ tab: state }}
            className="mr-auto text-accent underline"
            onClick={onClose}
          >
            {t('money:seeQueue')}
          </Link>
          <Button look="primary" onClick={onClose}>
            {t('ui:close')}
          </Button>
        </>
      }
    >
      <div role="status" className="space-y-2">
        <QueuedStatus state={state} />
        <p className="text-title">{text}</p>
      </div>
    </Dialog>
  )
}
