import { useTranslation } from 'react-i18next'
import type { PaymentDetail } from '../../../shared/features/payments/contract.ts'
import { Method } from '../../objects/method.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { CopyableId } from '../../ui/copyable-id.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { countryText } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import { Fact, SummaryGrid } from '../../ui/summary-grid.tsx'

export function MethodSection({ payment }: { readonly payment: PaymentDetail }) {
  const { t } = useTranslation('payments')
  const word = useWord()
  const { locale } = useEnvironment()
  const { method, billing } = payment
  if (!method) return null
  const { expMonth, expYear } = method
  return (
    <Section title={t('method')}>
      <SummaryGrid>
        <Fact label={t('method')}>
          <Method value={method} />
        </Fact>
        {expMonth !== null && expYear !== null && (
          <Fact label={t('expires')}>{`${String(expMonth).padStart(2, '0')}/${expYear}`}</Fact>
        )}
        {method.funding !== null && <Fact label={t('funding')}>{word('funding', method.funding)}</Fact>}
        {method.country !== null && <Fact label={t('issuedIn')}>{countryText(method.country, locale)}</Fact>}
        {method.fingerprint !== null && (
          <Fact label={t('fingerprint')}>
            <CopyableId id={method.fingerprint} />
          </Fact>
        )}
        {method.paymentMethod !== null && (
          <Fact label="PaymentMethod">
            <CopyableId id={method.paymentMethod} />
          </Fact>
        )}
        {billing.address !== null && <Fact label={t('billing')}>{billing.address}</Fact>}
        {billing.phone !== null && <Fact label={t('phone')}>{billing.phone}</Fact>}
      </SummaryGrid>
    </Section>
  )
}
