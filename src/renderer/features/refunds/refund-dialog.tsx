import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import type { MoneyMode } from '../../objects/money-dialog/money-dialog.tsx'
import { PreviewDialog } from '../../objects/money-dialog/preview-dialog.tsx'
import { RefundForm } from './refund-form.tsx'

interface Props {
  readonly account: string
  /** The payment's id, as the payments list knows it. */
  readonly payment: string
  readonly mode: MoneyMode
  readonly onClose: () => void
}

/** Asks Stripe how the payment stands, then lets the operator refund it. */
export function RefundDialog({ account, payment, mode, onClose }: Props) {
  const { t } = useTranslation('refunds')
  return (
    <PreviewDialog
      title={t('refundPayment')}
      queryKey={keys.of('preview', account, 'refund', payment)}
      load={async () => await api.refunds.preview({ account, payment })}
      onClose={onClose}
    >
      {(preview) => <RefundForm account={account} preview={preview} mode={mode} onClose={onClose} />}
    </PreviewDialog>
  )
}
