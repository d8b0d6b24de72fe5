import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../../shared/errors.ts'
import type { Operation, OperationKindName } from '../../../shared/features/operations/contract.ts'
import { type Money, money } from '../../../shared/money.ts'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Blockers, SendFailure, SimilarQuestion, WaitNotices, Warnings } from './notices.tsx'
import { NothingMoved, Outcome } from './outcome.tsx'
import { Queued, queuedBy } from './queued.tsx'
import { useThresholds } from './thresholds.ts'
import { TypedAmount, typedAgain } from './typed-amount.tsx'
import { type PreparedParams, usePrepare } from './use-prepare.ts'
import type { MoneyOperation } from './use-money-operation.ts'

/** Sent now, kept as a draft without a connection, or signed as a proposal without the permission to send. */
export type MoneyMode = 'send' | 'draft' | 'propose'

interface Props {
  readonly kind: OperationKindName
  readonly title: string
  /** What follows from it, in one sentence; what is asked, while that is not known yet. */
  readonly consequence: string
  /** The consequence again, on the button. */
  readonly submit: string
  /** What would be sent; null while the fields are not in order. */
  readonly amount: Money | null
  readonly operation: MoneyOperation
  readonly similar?: readonly Operation[]
  readonly blockers?: readonly Failure[]
  readonly warnings?: readonly string[]
  /** Called when sending is tried, so that the fields say what is missing. */
  readonly onTried: () => void
  readonly mode?: MoneyMode
  /** Stripe's parameters of the operation, for what is prepared; null while the fields are not in order. */
  readonly params?: PreparedParams | null
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog that moves money: consequence, fields, figures, every guard, and what became of it. */
export function MoneyDialog(props: Props) {
  const { kind, title, consequence, submit, amount, operation: running, onTried, onClose, children } = props
  const { similar = [], blockers = [], warnings = [], mode = 'send', params = null } = props
  const { t } = useTranslation(['money', 'ui'])
  const account = useAccount()
  const form = useId()
  const [tried, setTried] = useState(false)
  const [accepted, setAccepted] = useState(false)
  const [typed, setTyped] = useState('')
  const thresholds = useThresholds(account.id, kind, amount)
  const prepare = usePrepare(account.id, kind, running.attempt, mode)

  const failure = running.error ? failureOf(running.error) : null
  const queued = queuedBy(failure)
  if (queued) return <Queued title={title} {...queued} onClose={onClose} />
  if (prepare.data?.kept === 'draft')
    return <Queued title={title} state="draft" until={0} onClose={onClose} />
  if (running.operation && !running.nothingMoved)
    return <Outcome title={title} operation={running.operation} onClose={onClose} />

  const sends = mode === 'send'
  const threshold = thresholds.typed ?? thresholdAsked(failure, amount)
  const again = typedAgain(typed, amount)
  const alike = failure?.code === 'similar_operation' || similar.some((other) => looksLike(other, amount))
  const blocked = blockers.length > 0
  const guarded = threshold !== null && sends

  function send(): void {
    setTried(true)
    onTried()
    if (amount === null || blocked) return
    if (!sends) {
      if (params !== null && !prepare.isPending) prepare.mutate({ amount, params })
      return
    }
    if ((threshold !== null && again === null) || (alike && !accepted)) return
    running.send({ typedAmount: again, acceptSimilar: accepted })
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    if (guarded) onClose()
    else send()
  }

  function label(): string {
    if (mode === 'draft') return t(prepare.isPending ? 'money:savingDraft' : 'money:saveDraft')
    if (mode === 'propose') return t(prepare.isPending ? 'money:proposing' : 'money:propose')
    return running.pending ? t('money:sending') : submit
  }
  const busy = running.pending || prepare.isPending
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          {account.mode === 'live' && (
            <strong className="mr-auto rounded-sm bg-live px-1.5 text-on-live">{t('money:live')}</strong>
          )}
          {/* Above the threshold Enter presses this one: it is the form's first submit button. */}
          {guarded ? (
            <Button type="submit" form={form}>
              {t('ui:cancel')}
            </Button>
          ) : (
            <Button onClick={onClose}>{t('ui:cancel')}</Button>
          )}
          {!blocked && (
            <Button
              look={sends ? 'danger' : 'primary'}
              className="max-w-full"
              disabled={busy || (alike && !accepted && sends)}
              {...(guarded ? { onClick: send } : { type: 'submit' as const, form })}
            >
              <span className="truncate">{label()}</span>
            </Button>
          )}
        </>
      }
    >
      <form id={form} noValidate className="space-y-4" onSubmit={onSubmit}>
        {!blocked && (
          <p className="text-title break-words" aria-live="polite">
            {consequence}
          </p>
        )}
        {children}
        {guarded && amount !== null && !blocked && (
          <TypedAmount
            amount={amount}
            threshold={threshold}
            value={typed}
            onChange={setTyped}
            tried={tried || failure?.code === 'typed_amount_needed'}
          />
        )}
        <Blockers blockers={blockers} />
        {!blocked && <Warnings texts={warnings} />}
        {!blocked && sends && <WaitNotices thresholds={thresholds} />}
        {alike && !blocked && sends && (
          <SimilarQuestion
            similar={similar}
            found={foundAlike(failure)}
            accepted={accepted}
            onAccept={setAccepted}
          />
        )}
        {running.operation && running.nothingMoved && <NothingMoved operation={running.operation} />}
        {failure && !ASKED.has(failure.code) && <SendFailure failure={failure} />}
        {mode === 'propose' && <p className="text-pending">{t('money:proposeNotice')}</p>}
        {prepare.data?.kept === 'proposal' && prepare.data.file !== null && (
          <p role="status" className="font-medium break-all">
            {t('money:proposed', { file: prepare.data.file })}
          </p>
        )}
        {prepare.error && (
          <FailureNotice
            title={t(mode === 'propose' ? 'money:proposeFailed' : 'money:draftFailed')}
            failure={failureOf(prepare.error)}
          />
        )}
      </form>
    </Dialog>
  )
}

/** Failures that are questions, each asked in the form itself. */
const ASKED: ReadonlySet<Failure['code']> = new Set(['similar_operation', 'typed_amount_needed'])

/** The object at Stripe that main says this one is like. */
function foundAlike(failure: Failure | null): string | null {
  const object = failure?.code === 'similar_operation' ? failure.params['object'] : undefined
  return typeof object === 'string' ? object : null
}

function looksLike(other: Operation, amount: Money | null): boolean {
  return other.state === 'unknown' || other.state === 'needs_person' || isSame(other, amount)
}

/** Whether an operation moved, or may have moved, exactly this amount. */
export function isSame(other: Operation, amount: Money | null): boolean {
  return amount !== null && other.amount.amount === amount.amount && other.amount.currency === amount.currency
}

/** The threshold main named when it asked for the amount again, where the limits here were out of date. */
function thresholdAsked(failure: Failure | null, amount: Money | null): Money | null {
  if (failure?.code !== 'typed_amount_needed' || amount === null) return null
  return money(Number(failure.params['amount'] ?? 0), amount.currency)
}
