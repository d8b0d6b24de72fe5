import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CapturePreview } from '../../../shared/features/payments/contract.ts'
import { subtract } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { AmountField } from '../../objects/money-dialog/amount-field.tsx'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { readAmount } from '../../objects/money-dialog/read-amount.ts'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText, relativeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { Segmented } from '../../ui/segmented.tsx'

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
  const [part, setPart] = useState<'full' | 'partial'>('full')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const { capturable, payment, captureBefore } = preview
  const read =
    part === 'full'
      ? { ok: true as const, money: capturable }
      : readAmount(typed, capturable.currency, capturable)
  const rest = read.ok ? subtract(capturable, read.money) : null
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.payments.capture({ account, payment, amount: read.ok ? read.money : capturable, ...guards }),
  )
  const amount = read.ok ? moneyText(read.money, locale) : null
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
      amount={read.ok ? read.money : null}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={
        captureBefore === null ? [] : [t('captureBefore', { when: relativeText(captureBefore, now, locale) })]
      }
      onTried={() => setTried(true)}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <Segmented
            label={t('captureHowMuch')}
            value={part}
            onChange={setPart}
            options={[
              { value: 'full', label: t('captureFull') },
              { value: 'partial', label: t('capturePart') },
            ]}
          />
          {part === 'partial' && (
            <AmountField
              currency={capturable.currency}
              most={capturable}
              value={typed}
              onChange={setTyped}
              read={read}
              tried={tried}
            />
          )}
          <Figures>
            <Figure label={t('authorized')} value={capturable} />
            {rest && rest.amount > 0 && <Figure label={t('released')} value={rest} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
