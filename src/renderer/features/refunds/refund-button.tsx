import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { useAccount } from '../../lib/session.ts'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { obstacleTo } from './obstacle.ts'
import { RefundDialog } from './refund-dialog.tsx'
import { RefundForm } from './refund-form.tsx'
import { offlinePreview } from './offline-preview.ts'

/** Opens the refund dialog; where a refund is impossible it says why. Offline it can be kept as a draft. */
export function RefundButton({ payment }: { readonly payment: PaymentDetail }) {
  const { t } = useTranslation('refunds')
  const account = useAccount()
  const obstacle = obstacleTo(payment)
  const known = offlinePreview(payment)
  return (
    <ActionButton
      label={t('refund')}
      look="primary"
      icon={<Undo2 aria-hidden="true" className="size-4" />}
      obstacle={obstacle === null ? null : t(`cannot.${obstacle}`)}
      // Only its currency must be known: how much is left to refund Stripe is asked.
      moves={payment.row.amountRefunded}
      permission={/refund_write|charge_write/}
      preparable={known !== null}
      dialog={(close, mode) =>
        mode === 'draft' && known !== null ? (
          <RefundForm account={account.id} preview={known} mode={mode} onClose={close} />
        ) : (
          <RefundDialog account={account.id} payment={payment.row.id} mode={mode} onClose={close} />
        )
      }
    />
  )
}
