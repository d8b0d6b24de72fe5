import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type RefundPreview,
  type RefundReason,
  refundReasonSchema,
  refundReasons,
} from '../../../shared/features/refunds/contract.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { MoneyDialog, type MoneyMode } from '../../objects/money-dialog/money-dialog.tsx'
import { PartField } from '../../objects/money-dialog/part-field.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { usePartOf } from '../../objects/money-dialog/use-part-of.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { ChooseMany } from '../../ui/filters/choices.tsx'
import { moneyText } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { RefundFigures } from './refund-figures.tsx'

interface Props {
  readonly account: string
  readonly preview: RefundPreview
  readonly mode: MoneyMode
  readonly onClose: () => void
}

type Connect = 'transfer' | 'fee'

/** How much and why, with the consequence first; nothing typed is lost whatever comes back. */
export function RefundForm({ account, preview, mode, onClose }: Props) {
  const { t } = useTranslation(['refunds', 'objects', 'ui'])
  const word = useWord()
  const [reason, setReason] = useState<RefundReason | 'none'>('requested_by_customer')
  const [connect, setConnect] = useState<readonly Connect[]>([])

  const { remaining, payment, charge } = preview
  const chosen = usePartOf(remaining)
  const order = {
    reason: reason === 'none' ? null : reason,
    refundApplicationFee: connect.includes('fee'),
    reverseTransfer: connect.includes('transfer'),
  }
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.refunds.create({
        account,
        payment,
        amount: chosen.amount ?? remaining,
        ...order,
        ...guards,
      }),
  )

  const who = preview.customerName === null ? null : plainName(preview.customerName)
  const amount = chosen.text
  const label =
    amount === null
      ? t('refunds:refund')
      : who === null
        ? t('refunds:submitPlain', { amount })
        : t('refunds:submit', { amount, who })
  const params =
    chosen.amount === null || charge === null
      ? null
      : { charge, amount: chosen.amount.amount, ...(order.reason === null ? {} : { reason: order.reason }) }
  return (
    <MoneyDialog
      kind="refund"
      title={t('refunds:refundPayment')}
      consequence={
        amount === null
          ? t('refunds:howMuch')
          : t('refunds:consequence', {
              who: who ?? t('refunds:theCustomer'),
              amount,
              // Main writes `visa •••• 4242`.
              method:
                preview.method?.replace(/^[a-z_]+/, (code) => word('method', code)) ?? t('refunds:theMethod'),
            })
      }
      submit={label}
      amount={chosen.amount}
      operation={operation}
      similar={preview.similar}
      blockers={preview.blockers}
      warnings={preview.warnings.map((warning) => t(`refunds:warning.${warning}`))}
      onTried={chosen.onTried}
      mode={mode}
      params={params}
      onClose={onClose}
    >
      {preview.blockers.length === 0 && (
        <>
          <PartField
            of={chosen}
            label={t('refunds:howMuch')}
            full={t('refunds:full')}
            partial={t('refunds:partial')}
          />
          <ReasonField reason={reason} onChange={setReason} />
          {preview.connect && mode === 'send' && (
            <ConnectChoices connect={preview.connect} chosen={connect} onChange={setConnect} />
          )}
          <RefundFigures preview={preview} refund={chosen.amount} />
        </>
      )}
    </MoneyDialog>
  )
}

interface ReasonProps {
  readonly reason: RefundReason | 'none'
  readonly onChange: (reason: RefundReason | 'none') => void
}

function ReasonField({ reason, onChange }: ReasonProps) {
  const { t } = useTranslation(['refunds', 'objects'])
  const word = useWord()
  return (
    <div className="space-y-1">
      <p className="text-small font-medium text-ink-2">{t('refunds:reason')}</p>
      <Select
        label={t('refunds:reason')}
        className="w-full"
        value={reason}
        onChange={(next) => onChange(next === 'none' ? next : refundReasonSchema.parse(next))}
        options={[
          ...refundReasons.map((value) => ({ value, label: word('refundReason', value) })),
          { value: 'none', label: t('refunds:noReason') },
        ]}
      />
      {reason === 'fraudulent' && (
        <p className="text-small text-disputed">{t('refunds:fraudulentWarning')}</p>
      )}
    </div>
  )
}

interface ConnectProps {
  readonly connect: NonNullable<RefundPreview['connect']>
  readonly chosen: readonly Connect[]
  readonly onChange: (chosen: readonly Connect[]) => void
}

/** What Connect moved with the payment and this refund may take back, in proportion. */
function ConnectChoices({ connect, chosen, onChange }: ConnectProps) {
  const { t } = useTranslation('refunds')
  const { locale } = useEnvironment()
  const choices = [
    ...(connect.transfer === null
      ? []
      : [
          {
            value: 'transfer' as const,
            label: t('reverseTransfer', {
              amount: connect.transferred === null ? '' : moneyText(connect.transferred, locale),
              account: connect.destination ?? '',
            }),
          },
        ]),
    ...(connect.applicationFee === null
      ? []
      : [
          {
            value: 'fee' as const,
            label: t('refundFee', { amount: moneyText(connect.applicationFee, locale) }),
          },
        ]),
  ]
  if (choices.length === 0) return null
  return (
    <fieldset>
      <legend className="text-small font-medium text-ink-2">{t('connect')}</legend>
      <ChooseMany choices={choices} chosen={chosen} onChange={onChange} />
      <p className="text-small text-ink-2">{t('connectHint')}</p>
    </fieldset>
  )
}
