import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalsState, Operator } from '../../../shared/features/approvals/contract.ts'
import { api } from '../../lib/api.ts'
import { useAccount } from '../../lib/session.ts'
import { approvalsKey } from '../../objects/operators.tsx'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { useNow } from '../../ui/now.ts'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Status } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { DashboardNote } from './dashboard-note.tsx'
import { Machines } from './machines.tsx'
import { AddOperator, ChangePin, RemoveOperator, SignIn } from './operator-dialogs.tsx'
import { useApprovalsChange } from './use-approvals-change.ts'

/** The minute hand here moves every quarter of a minute. */
const CLOCK_SLACK = 60

type Open =
  | { readonly dialog: 'add' }
  | { readonly dialog: 'signIn' | 'changePin' | 'remove'; readonly operator: Operator }

/** The people who may work at this desk, and the machines whose proposals are taken in. */
export function OperatorsPage({ tabs }: { readonly tabs: ReactNode }) {
  const { t } = useTranslation('approvals')
  const account = useAccount().id
  const { data, error, refetch } = useQuery({
    queryKey: approvalsKey(account),
    queryFn: async () => await api.approvals.state({ account }),
  })
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <Page
      title={t('title')}
      actions={
        <Button look="primary" onClick={() => setOpen({ dialog: 'add' })}>
          {t('add')}
        </Button>
      }
    >
      {tabs}
      <p className="max-w-3xl pb-4 text-ink-2">{t('intro')}</p>
      <DashboardNote />
      {error && (
        <FailureNotice title={t('readFailed')} failure={failureOf(error)} onRetry={() => void refetch()} />
      )}
      {!data && !error && <SkeletonLines count={5} />}
      {data && (
        <>
          <Operators account={account} state={data} onOpen={setOpen} />
          <Machines account={account} state={data} />
          {open?.dialog === 'add' && <AddOperator account={account} state={data} onClose={close} />}
          {open?.dialog === 'signIn' && (
            <SignIn account={account} state={data} operator={open.operator} onClose={close} />
          )}
          {open?.dialog === 'changePin' && (
            <ChangePin account={account} state={data} operator={open.operator} onClose={close} />
          )}
          {open?.dialog === 'remove' && (
            <RemoveOperator account={account} state={data} operator={open.operator} onClose={close} />
          )}
        </>
      )}
    </Page>
  )
}

interface OperatorsProps {
  readonly account: string
  readonly state: ApprovalsState
  readonly onOpen: (open: Open) => void
}

function Operators({ account, state, onOpen }: OperatorsProps) {
  const { t } = useTranslation('approvals')
  const now = useNow()
  const { operators, current } = state
  const signOut = useApprovalsChange(
    account,
    async () => await api.approvals.signOut({ account }),
    () => undefined,
  )
  return (
    <Section title={t('operators')}>
      {signOut.error && <FailureNotice title={t('failed')} failure={failureOf(signOut.error)} />}
      {operators.length < 2 && (
        <p className="text-ink-2">{operators.length === 0 ? t('none') : t('noneSecond')}</p>
      )}
      <ul>
        {operators.map((operator) => (
          <li
            key={operator.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0"
          >
            <span className="max-w-80 min-w-0 truncate font-medium" title={operator.name}>
              {operator.name}
            </span>
            {operator.id === current && <Status tone="succeeded">{t('atDesk')}</Status>}
            <span className="text-small text-ink-2">
              {t('added')} <Time at={operator.addedAt} />
              {operator.mayApproveFrom > now + CLOCK_SLACK && (
                <span className="text-pending">
                  {' · '}
                  {t('mayApproveFrom')} <Time at={operator.mayApproveFrom} />
                </span>
              )}
            </span>
            <span className="flex-1" />
            <span className="flex gap-1">
              {operator.id === current ? (
                <Button disabled={signOut.isPending} onClick={() => signOut.mutate(undefined)}>
                  {t('signOut')}
                </Button>
              ) : (
                <Button onClick={() => onOpen({ dialog: 'signIn', operator })}>{t('signIn')}</Button>
              )}
              <Button look="quiet" onClick={() => onOpen({ dialog: 'changePin', operator })}>
                {t('changePin')}
              </Button>
              <Button look="quiet" onClick={() => onOpen({ dialog: 'remove', operator })}>
                {t('remove')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
