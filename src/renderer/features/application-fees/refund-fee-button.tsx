import { useTranslation } from 'react-i18next'
import { useAccount } from '../../lib/session.ts'
import { ActionButton } from '../../objects/money-dialog/action-button.tsx'
import { RefundFee } from './refund-fee.tsx'

/** Opens the refund of an application fee; only the platform that took it can give it back. */
export function RefundFeeButton({ fee }: { readonly fee: string }) {
  const { t } = useTranslation('application-fees')
  const account = useAccount()
  if (account.platform !== null) return null
  return (
    <ActionButton
      label={t('refund')}
      permission={/application_fee_write/}
      dialog={(close) => <RefundFee account={account.id} fee={fee} onClose={close} />}
    />
  )
}
