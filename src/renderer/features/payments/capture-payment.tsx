import { useTranslation } from 'react-i18next'
import type { CapturePreview } from '../../../shared/features/payments/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PartField } from '../../objects/money-dialog/part-field.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { usePartOf } from '../../objects/money-dialog/use-part-of.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText, relativeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'

interface Props {
  readonly account: string
  readonly payment: string
  readonly onClose: () => void
}

/** Takes all or part of what was authorized, after asking Stripe how much that is. */
export function CapturePayment({ account, payment, onClose }: Props) {
  const { t } = useTranslation('payments')
  return (
    <PreviewDialog
      title={t('captureTitle')}
      queryKey={keys.of('preview', account, 'capture', payment)}
      load={async () => await api.payments.previewCapture({ account, payment })}
      onClose={onClose}
    >
      {(preview) => <CaptureForm account={account} preview={preview} onClose={onClose} />}
    </PreviewDialog>
  )
}

interface FormProps extends Omit<Props, 'payment'> {
  readonly preview: CapturePreview
}

function CaptureForm({ account, preview, onClose }: FormProps) {
  const { t } = useTranslation('payments')
  const { locale } = useEnvironment()
  const now = useNow()
  const { capturable, payment, captureBefore } = preview
  const chosen = usePartOf(capturable)
  const rest = chosen.amount && subtract(capturable, chosen.amount)
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.payments.capture({ account, payment, amount: chosen.amount ?? capturable, ...guards }),
  )
  const amount = chosen.text
  const who = preview.customerName === null ? t('theCustomer') : plainName(preview.customerName)
  const releases =
    rest !== null && rest.amount > 0 ? ` ${t('captureReleases', { rest: moneyText(rest, locale) })}` : ''
  return (
    <MoneyDialog
      kind="capture"
      title={t('captureTitle')}
      consequence={
        amount === null ? t('captureHowMuch') : t('captureConsequence', { amount, who }) + releases
      }
      submit={amount === null ? t('capture') : t('captureSubmit', { amount })}
      amount={chosen.amount}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={
        captureBefore === null ? [] : [t('captureBefore', { when: relativeText(captureBefore, now, locale) })]
      }
      onTried={chosen.onTried}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <PartField
            of={chosen}
            label={t('captureHowMuch')}
            full={t('captureFull')}
            partial={t('capturePart')}
          />
          <Figures>
            <Figure label={t('authorized')} value={capturable} />
            {rest && rest.amount > 0 && <Figure label={t('released')} value={rest} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
