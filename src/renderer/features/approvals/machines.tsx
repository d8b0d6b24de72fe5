import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalsState, TrustedMachine } from '../../../shared/features/approvals/contract.ts'
import { api } from '../../lib/api.ts'
import { Button } from '../../ui/button.tsx'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { FileButton } from '../../ui/file-button.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { DistrustMachine, TrustMachine } from './operator-dialogs.tsx'

interface Props {
  readonly account: string
  readonly state: ApprovalsState
}

type Open = 'trust' | TrustedMachine

/** This machine's fingerprint, the machines whose proposals are taken in, and taking one in. */
export function Machines({ account, state }: Props) {
  const { t } = useTranslation('approvals')
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  return (
    <Section
      title={t('machines')}
      aside={state.operators.length > 0 && <Button onClick={() => setOpen('trust')}>{t('trust')}</Button>}
    >
      <p className="max-w-3xl pb-3 text-ink-2">{t('machinesText')}</p>
      <p className="flex flex-wrap items-baseline gap-x-3 pb-3">
        <span className="text-ink-2">{t('thisMachine')}</span>
        <CopyableId id={state.fingerprint} label={grouped(state.fingerprint)} />
      </p>
      {state.machines.length === 0 && <p className="text-ink-2">{t('noneTrusted')}</p>}
      <ul>
        {state.machines.map((machine) => (
          <li
            key={machine.fingerprint}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0"
          >
            <span className="font-medium">{machine.name}</span>
            <CopyableId id={machine.fingerprint} label={grouped(machine.fingerprint)} />
            <span className="text-small text-ink-2">
              {t('added')} <Time at={machine.addedAt} /> · {machine.addedBy}
            </span>
            <span className="flex-1" />
            <Button look="quiet" onClick={() => setOpen(machine)}>
              {t('distrust')}
            </Button>
          </li>
        ))}
      </ul>
      <ImportProposal account={account} />
      {open === 'trust' && <TrustMachine account={account} state={state} onClose={close} />}
      {open !== null && open !== 'trust' && (
        <DistrustMachine account={account} state={state} machine={open} onClose={close} />
      )}
    </Section>
  )
}

function ImportProposal({ account }: { readonly account: string }) {
  const { t } = useTranslation('approvals')
  const client = useQueryClient()
  const take = useMutation({
    mutationFn: async (file: File) =>
      await api.approvals.importProposal({ account, file: new Uint8Array(await file.arrayBuffer()) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['approvals', account] })
      await client.invalidateQueries({ queryKey: ['operations', account] })
    },
  })
  return (
    <div className="space-y-2 pt-3">
      <FileButton onFile={(file) => take.mutate(file)}>{t('importProposal')}</FileButton>
      {take.data && (
        <p role="status">
          {t('imported')}{' '}
          <Link to="/operations" className="text-accent underline">
            {t('seeQueue')}
          </Link>
        </p>
      )}
      {take.error && <FailureNotice title={t('importFailed')} failure={failureOf(take.error)} />}
    </div>
  )
}

/** A fingerprint in groups of four, as it is read aloud. */
export function grouped(fingerprint: string): string {
  return fingerprint.replaceAll(/(.{4})(?=.)/g, '$1 ')
}
