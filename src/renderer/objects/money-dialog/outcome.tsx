import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Operation } from '../../../shared/features/operations/contract.ts'
import { operationStanding } from '../../../shared/features/operations/standing.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { moneyText } from '../../ui/format.ts'
import { refundStatusSchema } from '../../../shared/features/refunds/contract.ts'
import { OperationStanding } from '../operation-status.tsx'
import { RefundStatus } from '../refund-status.tsx'

interface Props {
  readonly title: string
  readonly operation: Operation
  readonly onClose: () => void
}

/** What became of an operation, never more than is proved. */
export function Outcome({ title, operation, onClose }: Props) {
  const { t } = useTranslation(['money', 'ui'])
  const sentence = useOutcomeText()
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Link
            to="/operations"
            search={{ operation: operation.id }}
            className="mr-auto text-accent underline"
            onClick={onClose}
          >
            {t('money:seeOperation')}
          </Link>
          <Button look="primary" onClick={onClose}>
            {t('ui:close')}
          </Button>
        </>
      }
    >
      <div role="status" className="space-y-2">
        <OutcomeStatus operation={operation} />
        <p className="text-title">{sentence(operation)}</p>
        {operation.result !== null && <CopyableId id={operation.result} />}
      </div>
    </Dialog>
  )
}

/** Of a refund that Stripe took on, the refund's own status: it may still be pending, or have come back. */
function OutcomeStatus({ operation }: Pick<Props, 'operation'>) {
  const { kind, resultStatus } = operation
  if (kind !== 'refund' || operationStanding(operation) === null || resultStatus === null) {
    return <OperationStanding operation={operation} />
  }
  const status = refundStatusSchema.safeParse(resultStatus).data ?? 'unknown'
  return <RefundStatus status={status} rawStatus={resultStatus} />
}

/** Inside the form: nothing moved, and the operator may mend what was typed and try again. */
export function NothingMoved({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation('money')
  const sentence = useOutcomeText()
  const stripe = operation.answers.findLast((answer) => answer.error !== null)?.error ?? null
  if (stripe === null) return <p role="alert">{sentence(operation)}</p>
  const failure = { code: 'stripe_error', message: stripe.message, params: {}, field: null, stripe } as const
  return <FailureNotice title={t('state.failed')} failure={failure} />
}

function useOutcomeText(): (operation: Operation) => string {
  const { t } = useTranslation('money')
  const { locale } = useEnvironment()
  const pending = (kind: Operation['kind'], amount: string): string =>
    kind === 'payout' ? t('pendingPayout', { amount }) : t('pendingText')
  return ({ state, kind, amount, resultStatus }) => {
    switch (state) {
      case 'succeeded':
      case 'proved': {
        const standing = operationStanding({ kind, state, resultStatus })
        if (standing === 'back') return t('reversedResult')
        if (standing === 'pending') return pending(kind, moneyText(amount, locale))
        return `${t(`done.${kind}`, { amount: moneyText(amount, locale) })}. ${t(`doneText.${kind}`)}`
      }
      case 'unknown':
      case 'needs_person':
        return t(`state.${state}`, {
          what: t(`whether.${kind}`, { amount: moneyText(amount, locale) }),
        })
      case 'failed':
      case 'closed':
        return t(`state.${state}`)
      case 'intent':
      case 'sending':
        return t('state.inProgress')
      case 'absent':
      case 'abandoned':
        return t('state.notSent')
    }
  }
}
