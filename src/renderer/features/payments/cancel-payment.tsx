import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type PaymentCancelPreview,
  paymentCancelReasons,
} from '../../../shared/features/payments/contract.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Field } from '../../ui/field.tsx'
import { moneyText } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'

interface Props {
  readonly account: string
  readonly payment: string
  readonly onClose: () => void
}

/** Ends a payment that took no money yet, after asking Stripe what would be released. */
export function CancelPayment({ account, payment, onClose }: Props) {
  const { t } = useTranslation('payments')
  return (
    <PreviewDialog
      title={t('cancelTitle')}
      queryKey={keys.of('preview', account, 'cancel', payment)}
      load={async () => await api.payments.previewCancel({ account, payment })}
      onClose={onClose}
    >
      {(preview) => <CancelForm account={account} preview={preview} onClose={onClose} />}
    </PreviewDialog>
  )
}

type Reason = (typeof paymentCancelReasons)[number] | 'none'

interface FormProps extends Omit<Props, 'payment'> {
  readonly preview: PaymentCancelPreview
}

function CancelForm({ account, preview, onClose }: FormProps) {
  const { t } = useTranslation('payments')
  const { locale } = useEnvironment()
  const word = useWord()
  const [reason, setReason] = useState<Reason>('requested_by_customer')
  const { amount, released, payment } = preview
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.payments.cancel({
        account,
        payment,
        amount,
        reason: reason === 'none' ? null : reason,
        ...guards,
      }),
  )
  const text = moneyText(amount, locale)
  const who = preview.customerName === null ? t('theCustomer') : plainName(preview.customerName)
  const releases =
    released.amount > 0 ? ` ${t('cancelReleases', { amount: moneyText(released, locale) })}` : ''
  return (
    <MoneyDialog
      kind="payment_cancel"
      title={t('cancelTitle')}
      consequence={t('cancelConsequence', { amount: text, who }) + releases}
      submit={t('cancelSubmit', { amount: text })}
      amount={amount}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      onTried={() => undefined}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <Field label={t('cancelReason')}>
            <Select
              label={t('cancelReason')}
              className="w-full"
              value={reason}
              onChange={setReason}
              options={(['none', ...paymentCancelReasons] as const).map((value) => ({
                value,
                label: value === 'none' ? t('noReason') : word('cancellation', value),
              }))}
            />
          </Field>
          <Figures>
            <Figure label={t('asked')} value={amount} />
            {released.amount > 0 && <Figure label={t('released')} value={released} strong />}
          </Figures>
        </>
      )}
    </MoneyDialog>
  )
}
