import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { Section } from '../../ui/section.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'
import { Time } from '../../ui/time.tsx'

export function Summary({ payment }: { readonly payment: PaymentDetail }) {
  const { t } = useTranslation('payments')
  const word = useWord()
  const { row, customer, billing, outcome } = payment
  const name = customer?.name ?? row.customerName ?? billing.name
  const email = customer?.email ?? row.customerEmail ?? billing.email
  return (
    <Section title={t('detail')}>
      <SummaryGrid>
        <Fact label={t('date')}>
          <Time at={row.created} show="short" />
        </Fact>
        {name !== null && (
          <Fact label={t('customer')}>
            {name}
            {customer?.deleted === true && <span className="text-ink-2"> ({t('deletedCustomer')})</span>}
          </Fact>
        )}
        {email !== null && <Fact label={t('email')}>{email}</Fact>}
        {row.description !== null && <Fact label={t('description')}>{row.description}</Fact>}
        {payment.statementDescriptor !== null && (
          <Fact label={t('statementDescriptor')}>{payment.statementDescriptor}</Fact>
        )}
        {payment.receiptEmail !== null && <Fact label={t('receiptEmail')}>{payment.receiptEmail}</Fact>}
        {outcome && outcome.riskLevel !== null && (
          <Fact label={t('risk')}>
            {word('risk', outcome.riskLevel)}
            {outcome.riskScore !== null && ` · ${outcome.riskScore}`}
          </Fact>
        )}
        <Fact label={t('id')}>
          <CopyableId id={row.id} />
        </Fact>
        {row.charge !== null && row.charge !== row.id && (
          <Fact label={t('charge')}>
            <CopyableId id={row.charge} />
          </Fact>
        )}
        {customer && (
          <Fact label={t('customer')}>
            <CopyableId id={customer.id} />
          </Fact>
        )}
      </SummaryGrid>
    </Section>
  )
}
