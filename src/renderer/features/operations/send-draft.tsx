import { useTranslation } from 'react-i18next'
import type { QueuedOperation } from '../../../shared/features/operations/contract.ts'
import type { OutputOf } from '../../../shared/ipc.ts'
import type { operationsContract } from '../../../shared/features/operations/contract.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useKindText } from '../../objects/operation-kind.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText } from '../../ui/format.ts'
import { Parameters } from './parameters.tsx'

interface Props {
  readonly account: string
  readonly draft: QueuedOperation
  readonly onClose: () => void
}

/** Asks Stripe again about a draft that was prepared earlier, and sends it only after a click. */
export function SendDraft({ account, draft, onClose }: Props) {
  const { t } = useTranslation('operations')
  return (
    <PreviewDialog
      title={t('sendDraftTitle')}
      queryKey={keys.of('preview', account, 'draft', draft.attempt)}
      load={async () => await api.operations.checkDraft({ account, attempt: draft.attempt })}
      onClose={onClose}
    >
      {(check) => <DraftForm account={account} draft={draft} check={check} onClose={onClose} />}
    </PreviewDialog>
  )
}

interface FormProps extends Props {
  readonly check: OutputOf<(typeof operationsContract)['checkDraft']>
}

function DraftForm({ account, draft, check, onClose }: FormProps) {
  const { t } = useTranslation('operations')
  const { locale } = useEnvironment()
  const kindText = useKindText()
  const amount = moneyText(draft.amount, locale)
  const operation = useMoneyOperation(
    account,
    async ({ typedAmount, acceptSimilar }) =>
      await api.operations.sendDraft({ account, attempt: draft.attempt, typedAmount, acceptSimilar }),
  )
  return (
    <MoneyDialog
      kind={draft.kind}
      title={t('sendDraftTitle')}
      consequence={t('sendDraftConsequence', { kind: kindText(draft.kind), amount })}
      submit={t('sendDraftSubmit', { amount })}
      amount={draft.amount}
      operation={operation}
      similar={check.similar}
      blockers={check.blockers}
      onTried={() => undefined}
      onClose={onClose}
    >
      <Parameters params={draft.params} />
    </MoneyDialog>
  )
}
