import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Limit,
  type LimitKind,
  type LimitMeasure,
  type LimitsState,
  limitKindSchema,
} from '../../../shared/features/limits/contract.ts'
import { toDecimal, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { unitName } from '../../../shared/money-text.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import {
  CredentialFields,
  isAboutPin,
  isFilled,
  noCredential,
  useApprovalsState,
} from '../../objects/operators.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Field, Input } from '../../ui/field.tsx'
import { durationText } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { isCount, isDuration, useLimitWords } from './limit-words.ts'
import { en, kindsInOrder } from './messages.ts'
import { isLooser, readLimit } from './read-value.ts'

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the messages satisfy a record of every measure
const measures = Object.keys(en.measures) as readonly LimitMeasure[]

interface Props {
  readonly state: LimitsState
  /** The limit to change, or null for one that is chosen in the dialog. */
  readonly limit: Limit | null
  /** Begins with taking the limit away instead of changing it. */
  readonly removing: boolean
  readonly onClose: () => void
}

function textOf({ measure, currency, value }: Limit): string {
  if (value === null) return ''
  if (currency !== null) return toDecimal({ amount: value, currency })
  return String(isDuration(measure) ? Math.ceil(value / 60) : value)
}

/** Sets, changes or takes away one limit, and says when that will hold before it is asked for. */
export function LimitDialog({ state, limit, removing, onClose }: Props) {
  const { t } = useTranslation(['limits', 'ui'])
  const { locale } = useEnvironment()
  const client = useQueryClient()
  const account = useAccount()
  const words = useLimitWords()
  const operators = useApprovalsState(account.id)?.operators ?? []
  const used = useQuery({
    queryKey: keys.of('payments', account.id, 'currencies'),
    queryFn: async () => await api.payments.currencies({ account: account.id }),
  }).data
  const currencies = [...new Set([account.defaultCurrency ?? 'usd', ...(used ?? [])])].filter(
    (code) => code !== UNKNOWN_CURRENCY,
  )

  const [kind, setKind] = useState<LimitKind>(limit?.kind ?? 'any')
  const [measure, setMeasure] = useState<LimitMeasure>(limit?.measure ?? 'operation_amount')
  const [currency, setCurrency] = useState(limit?.currency ?? account.defaultCurrency ?? 'usd')
  const [typed, setTyped] = useState(limit === null ? '' : textOf(limit))
  const [approver, setApprover] = useState(noCredential)
  const [tried, setTried] = useState(false)

  const read = readLimit({ kind, measure, currency, text: removing ? null : typed })
  const held = read.ok
    ? (state.active.find(({ limit: other }) => isSame(other, read.limit))?.limit.value ??
      defaultOf(read.limit, state))
    : null
  const looser = read.ok && isLooser(read.limit, held)
  const partly = approver.operator !== '' || approver.pin !== ''
  const set = useMutation({
    mutationFn: async (next: Limit) =>
      await api.limits.change({
        account: account.id,
        limit: next,
        approval: looser && isFilled(approver) ? approver : null,
      }),
    onSuccess: (next) => {
      client.setQueryData(keys.of('limits', account.id, 'state'), next)
      onClose()
    },
  })
  const failure = set.error ? failureOf(set.error) : null

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!read.ok || set.isPending || (looser && partly && !isFilled(approver))) return
    set.mutate(read.limit)
  }

  const valueLabel = isDuration(measure)
    ? t('limits:minutes')
    : isCount(measure)
      ? t('limits:count')
      : t('limits:amount', { currency: unitName(currency, locale) })
  return (
    <Dialog
      open
      title={t('limits:dialogTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button look="primary" type="submit" form="limit" disabled={set.isPending}>
            {set.isPending ? t('limits:saving') : removing ? t('limits:takeAway') : t('limits:save')}
          </Button>
        </>
      }
    >
      <form id="limit" noValidate className="space-y-4" onSubmit={submit}>
        {read.ok && (
          <p className="text-title" aria-live="polite">
            {t(removing ? 'limits:consequenceNone' : 'limits:consequence', {
              measure: t(`limits:measures.${measure}`),
              value: words.value(read.limit),
              kind: words.kind(read.limit.kind),
            })}{' '}
            {looser
              ? t('limits:later', { duration: durationText(state.raiseDelaySeconds, locale) })
              : t('limits:atOnce')}
          </p>
        )}
        {limit === null && (
          <>
            <Field label={t('limits:measure')} hint={t(`limits:measureHint.${measure}`)}>
              <Select
                label={t('limits:measure')}
                className="w-full"
                value={measure}
                onChange={setMeasure}
                options={measures.map((value) => ({ value, label: t(`limits:measures.${value}`) }))}
              />
            </Field>
            {!isDuration(measure) && (
              <Field label={t('limits:kind')}>
                <Select
                  label={t('limits:kind')}
                  className="w-full"
                  value={kind}
                  onChange={setKind}
                  options={kindsInOrder(limitKindSchema.options).map((value) => ({
                    value,
                    label: words.kind(value),
                  }))}
                />
              </Field>
            )}
            {!isDuration(measure) && !isCount(measure) && (
              <Field label={t('limits:currency')}>
                <Select
                  label={t('limits:currency')}
                  className="w-full"
                  value={currency}
                  onChange={setCurrency}
                  options={currencies.map((value) => ({ value, label: value.toUpperCase() }))}
                />
              </Field>
            )}
          </>
        )}
        {!removing && (
          <Field
            label={valueLabel}
            error={
              tried && !read.ok
                ? t(`limits:error.${read.problem}`, { currency: unitName(currency, locale) })
                : undefined
            }
          >
            <Input
              className="tabular text-right"
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        )}
        {looser && operators.length > 1 && (
          <fieldset className="space-y-2 rounded-md border border-line p-3">
            <legend className="px-1 text-small font-medium text-ink-2">{t('limits:approve')}</legend>
            <p className="text-small text-ink-2">{t('limits:laterUnlessApproved')}</p>
            <CredentialFields
              operators={operators}
              value={approver}
              onChange={setApprover}
              failure={failure}
              tried={tried && partly}
            />
          </fieldset>
        )}
        {failure && !isAboutPin(failure) && <FailureNotice title={t('limits:failed')} failure={failure} />}
      </form>
    </Dialog>
  )
}

function isSame(a: Limit, b: Limit): boolean {
  return a.kind === b.kind && a.measure === b.measure && a.currency === b.currency
}

/** Waiting times hold even where nobody set them. */
function defaultOf({ measure }: Limit, state: LimitsState): number | null {
  if (measure === 'hold_seconds') return state.holdSeconds
  return measure === 'raise_delay_seconds' ? state.raiseDelaySeconds : null
}
