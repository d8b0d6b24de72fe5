import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { Page } from '../../ui/page.tsx'
import { PaymentDetails } from './payment-details.tsx'

interface Props {
  readonly id: string
  readonly actions: (payment: PaymentDetail) => ReactNode
}

/** One payment on a page of its own. */
export function PaymentPage({ id, actions }: Props) {
  const { t } = useTranslation('payments')
  return (
    <Page
      title={t('detail')}
      actions={
        <Link to="/payments" className="text-accent underline">
          {t('back')}
        </Link>
      }
    >
      <PaymentDetails key={id} id={id} actions={actions} />
    </Page>
  )
}
