import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import {
  type DisputeDetail,
  type Evidence,
  evidenceSchema,
  evidenceTextFields,
} from '../../../shared/features/disputes/contract.ts'
import type { Money } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { MoneyDialog } from '../../objects/money-dialog/money-dialog.tsx'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { Field } from '../../ui/field.tsx'
import { moneyText } from '../../ui/format.ts'

type TextField = (typeof evidenceTextFields)[number]

/** The fields in the order a person tells the story; long answers get room. */
const groups = [
  {
    name: 'customer',
    fields: ['customer_name', 'customer_email_address', 'customer_purchase_ip', 'billing_address'],
  },
  { name: 'product', fields: ['product_description', 'service_date', 'access_activity_log'] },
  {
    name: 'shipping',
    fields: ['shipping_address', 'shipping_carrier', 'shipping_date', 'shipping_tracking_number'],
  },
  {
    name: 'refund',
    fields: [
      'refund_policy_disclosure',
      'refund_refusal_explanation',
      'cancellation_policy_disclosure',
      'cancellation_rebuttal',
    ],
  },
  { name: 'duplicate', fields: ['duplicate_charge_id', 'duplicate_charge_explanation'] },
  { name: 'other', fields: ['uncategorized_text'] },
] as const satisfies readonly { name: string; fields: readonly TextField[] }[]

const LONG: ReadonlySet<TextField> = new Set([
  'product_description',
  'access_activity_log',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'duplicate_charge_explanation',
  'uncategorized_text',
])

interface Props {
  readonly account: string
  readonly detail: DisputeDetail
  readonly amount: Money
  readonly onClose: () => void
}

/** The evidence in words, begun from what was given before; sent to the bank in one go. */
export function SubmitEvidence({ account, detail, amount, onClose }: Props) {
  const { t } = useTranslation('disputes')
  const { locale } = useEnvironment()
  const { dispute } = detail
  const { register, watch } = useForm<Partial<Record<TextField, string>>>({
    defaultValues: Object.fromEntries(
      evidenceTextFields.map((field) => [field, detail.evidence[field] ?? '']),
    ),
  })
  const [tried, setTried] = useState(false)
  const evidence = evidenceOf(watch())
  const empty = Object.keys(evidence).length === 0
  const operation = useMoneyOperation(
    account,
    async (guards) =>
      await api.disputes.submitEvidence({
        account,
        dispute: dispute.id,
        amount,
        evidence,
        ...guards,
      }),
  )
  return (
    <MoneyDialog
      kind="dispute_evidence"
      title={t('evidenceTitle')}
      consequence={t('evidenceConsequence', { amount: moneyText(amount, locale) })}
      submit={t('evidenceSubmit')}
      amount={empty ? null : amount}
      operation={operation}
      onTried={() => setTried(true)}
      onClose={onClose}
    >
      <p className="text-small text-ink-2">{t('evidenceHint')}</p>
      {groups.map(({ name, fields }) => (
        <fieldset key={name} className="space-y-2">
          <legend className="font-medium">{t(`group.${name}`)}</legend>
          {fields.map((field) => (
            <Field key={field} label={t(`field.${field}`)}>
              <textarea
                {...register(field)}
                aria-label={t(`field.${field}`)}
                rows={LONG.has(field) ? 3 : 1}
                maxLength={20_000}
                className="block w-full rounded-md border border-control-line bg-surface px-2.5 py-1.5"
              />
            </Field>
          ))}
        </fieldset>
      ))}
      {tried && empty && (
        <p role="alert" className="text-small text-failed">
          {t('evidenceEmpty')}
        </p>
      )}
    </MoneyDialog>
  )
}

/** What is filled in; empty fields are not sent. */
function evidenceOf(typed: Partial<Record<TextField, string>>): Evidence {
  return evidenceSchema.parse(
    Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== undefined && text.trim() !== '')),
  )
}
