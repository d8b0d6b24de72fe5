import { useTranslation } from 'react-i18next'
import type { PaymentDetail, PaymentStatus } from '../../../shared/features/payments/contract.ts'
import { useAccount } from '../../lib/session.ts'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { CancelPayment } from './cancel-payment.tsx'
import { CapturePayment } from './capture-payment.tsx'

const CANCELABLE: ReadonlySet<PaymentStatus> = new Set([
  'uncaptured',
  'requires_action',
  'incomplete',
  'processing',
])

/** Capture and cancel, where a payment is in a state that knows them. */
export function PaymentActions({ payment }: { readonly payment: PaymentDetail }) {
  const { t } = useTranslation('payments')
  const account = useAccount().id
  const { id, status, amount } = payment.row
  const isIntent = id.startsWith('pi_')
  return (
    <>
      {status === 'uncaptured' && isIntent && (
        <ActionButton
          label={t('capture')}
          look="primary"
          moves={amount}
          permission={/payment_intent_write|charge_write/}
          dialog={(close) => <CapturePayment account={account} payment={id} onClose={close} />}
        />
      )}
      {CANCELABLE.has(status) && isIntent && (
        <ActionButton
          label={t('cancelPayment')}
          moves={amount}
          permission={/payment_intent_write|charge_write/}
          dialog={(close) => <CancelPayment account={account} payment={id} onClose={close} />}
        />
      )}
    </>
  )
}
