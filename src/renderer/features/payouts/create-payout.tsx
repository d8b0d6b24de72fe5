import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { PayoutPreview } from '../../../shared/features/payouts/contract.ts'
import { toDecimal, UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { AmountField } from '../../objects/money-dialog/amount-field.tsx'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { isSame, MoneyDialog, type MoneyMode } from '../../objects/money-dialog/money-dialog.tsx'
import { readAmount } from '../../objects/money-dialog/read-amount.ts'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { Button } from '../../ui/button.tsx'
import { useWord } from '../../objects/words/use-word.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice, useFailureText } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Field, Input } from '../../ui/field.tsx'
import { moneyText, timeText } from '../../ui/format.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'

interface Props {
  readonly account: AccountProfile
  readonly mode: MoneyMode
  readonly onClose: () => void
}

type Method = 'standard' | 'instant'
const DEFAULT = 'default'
const ANY = 'any'
const sourceTypes = ['card', 'bank_account', 'fpx'] as const
type SourceType = (typeof sourceTypes)[number]

/** Sends available money to a bank account or card: how much, how fast, where to, and what is left. */
export function CreatePayout({ account, mode, onClose }: Props) {
  const { t } = useTranslation('payouts')
  const { locale } = useEnvironment()
  const word = useWord()
  const failureText = useFailureText()
  const balances = useQuery({
    queryKey: keys.of('balances', account.id, 'get'),
    queryFn: async () => await api.balances.get({ account: account.id }),
  }).data
  const currencies = (balances?.balances ?? [])
    .map(({ currency }) => currency)
    .filter((currency) => currency !== UNKNOWN_CURRENCY)
  const [chosenCurrency, setCurrency] = useState<string | null>(null)
  const currency =
    chosenCurrency ??
    (account.defaultCurrency !== null && currencies.includes(account.defaultCurrency)
      ? account.defaultCurrency
      : (currencies[0] ?? account.defaultCurrency ?? 'usd'))
  const [method, setMethod] = useState<Method>('standard')
  const [destination, setDestination] = useState(DEFAULT)
  const [source, setSource] = useState<SourceType | typeof ANY>(ANY)
  const [typed, setTyped] = useState('')
  const [description, setDescription] = useState('')
  const [statement, setStatement] = useState('')
  const [tried, setTried] = useState(false)

  const shape = {
    method,
    destination: destination === DEFAULT ? null : destination,
    sourceType: source === ANY ? null : source,
  }
  const unlimited = readAmount(typed, currency, null)
  const asked = useSettled(unlimited.ok ? unlimited.money : null, `${typed} ${currency}`)
  // A preview needs an amount; before one is typed, the smallest one shows the balance and the destinations.
  const amountAsked = asked?.currency === currency ? asked : { amount: 1, currency }
  const { data: preview, error } = useQuery({
    queryKey: keys.of('preview', account.id, 'payout', amountAsked, shape),
    queryFn: async () => await api.payouts.preview({ account: account.id, amount: amountAsked, ...shape }),
    enabled: mode !== 'draft',
    gcTime: 0,
    placeholderData: (before: PayoutPreview | undefined) =>
      before?.currency === currency ? before : undefined,
  })
  const most =
    preview === undefined ? null : method === 'instant' ? preview.instantAvailable : preview.available
  const read = readAmount(typed, currency, most)
  const amount = read.ok ? read.money : null
  const operation = useMoneyOperation(
    account.id,
    async (guards) =>
      await api.payouts.create({
        account: account.id,
        amount: amount ?? amountAsked,
        ...shape,
        description: description.trim() === '' ? null : description.trim(),
        statementDescriptor: statement.trim() === '' ? null : statement.trim(),
        ...guards,
      }),
  )
  const failure = operation.error ? failureOf(operation.error) : null
  const options = (preview?.destinations ?? []).filter(
    (option) => option.currency === currency && option.methods.includes(method),
  )
  const label = options.find(({ id }) => id === destination)?.label ?? t('defaultBank')
  const worded = amount === null ? null : moneyText(amount, locale)
  // Blockers of the amount are about what is typed only once something is.
  const blockers = unlimited.ok ? (preview?.blockers ?? []) : []
  const besideAmount = blockers.find(({ field }) => field === 'amount')
  return (
    <MoneyDialog
      kind="payout"
      title={t('createTitle')}
      consequence={
        worded === null
          ? t('howMuch')
          : t('consequence', {
              amount: worded,
              destination: label,
              when: t(method === 'instant' ? 'whenInstant' : 'whenStandard'),
            })
      }
      submit={worded === null ? t('create') : t('submit', { amount: worded })}
      amount={besideAmount === undefined && blockers.length === 0 ? amount : null}
      operation={operation}
      similar={preview?.similar ?? []}
      warnings={(preview?.warnings ?? [])
        .filter(
          (warning) =>
            warning !== 'recent_similar' || preview?.similar.some((other) => isSame(other, amount)),
        )
        .map((warning) => t(`warning.${warning}`))}
      onTried={() => setTried(true)}
      mode={mode}
      params={
        amount === null
          ? null
          : {
              amount: amount.amount,
              currency,
              method,
              ...(shape.destination === null ? {} : { destination: shape.destination }),
              ...(shape.sourceType === null ? {} : { source_type: shape.sourceType }),
              ...(description.trim() === '' ? {} : { description: description.trim() }),
              ...(statement.trim() === '' ? {} : { statement_descriptor: statement.trim() }),
            }
      }
      onClose={onClose}
    >
      <div className="flex flex-wrap items-end gap-3">
        {currencies.length > 1 && (
          <Select
            label={t('currency')}
            value={currency}
            onChange={(next) => {
              setCurrency(next)
              setDestination(DEFAULT)
            }}
            options={currencies.map((value) => ({ value, label: value.toUpperCase() }))}
          />
        )}
        <Segmented
          label={t('method')}
          value={method}
          onChange={(next) => {
            setMethod(next)
            setDestination(DEFAULT)
          }}
          options={(['standard', 'instant'] as const).map((value) => ({
            value,
            label: word('payoutMethod', value),
          }))}
        />
        <p className="w-full text-small text-ink-2">{t(`methodHint.${method}`)}</p>
      </div>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <AmountField
            currency={currency}
            most={most}
            value={typed}
            onChange={setTyped}
            read={read}
            tried={tried}
            said={
              besideAmount
                ? failureText(besideAmount)
                : failure?.field === 'amount'
                  ? failureText(failure)
                  : undefined
            }
          />
        </div>
        {most !== null && most.amount > 0 && (
          <Button className="mt-5" onClick={() => setTyped(toDecimal(most))}>
            {t('all')}
          </Button>
        )}
      </div>
      {options.length > 0 && (
        <Field label={t('to')}>
          <Select
            label={t('to')}
            className="w-full"
            value={destination}
            onChange={setDestination}
            options={[
              { value: DEFAULT, label: t('defaultOption') },
              ...options.map(({ id, label: name, isDefault }) => ({
                value: id,
                label: isDefault ? `${name} (${t('defaultMark')})` : name,
              })),
            ]}
          />
        </Field>
      )}
      {preview !== undefined && preview.sourceTypes.length > 1 && (
        <Field label={t('from')}>
          <Select
            label={t('from')}
            className="w-full"
            value={source}
            onChange={setSource}
            options={[
              { value: ANY, label: t('anySource') },
              ...preview.sourceTypes.flatMap(({ type, amount: held }) => {
                const known = sourceTypes.find((value) => value === type)
                return known === undefined
                  ? []
                  : [{ value: known, label: `${word('source', known)} · ${moneyText(held, locale)}` }]
              }),
            ]}
          />
        </Field>
      )}
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label={t('description')}>
          <Input
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        <Field label={t('statement')} hint={t('statementHint')}>
          <Input maxLength={22} value={statement} onChange={(event) => setStatement(event.target.value)} />
        </Field>
      </div>
      {error && <FailureNotice failure={failureOf(error)} />}
      {preview && <PreviewFigures preview={preview} instant={method === 'instant'} typed={unlimited.ok} />}
      {blockers
        .filter((blocker) => blocker !== besideAmount)
        .map((blocker) => (
          <FailureNotice key={blocker.code} failure={blocker} />
        ))}
    </MoneyDialog>
  )
}

interface FiguresProps {
  readonly preview: PayoutPreview
  readonly instant: boolean
  readonly typed: boolean
}

function PreviewFigures({ preview, instant, typed }: FiguresProps) {
  const { t } = useTranslation('payouts')
  const { locale, timeZone } = useEnvironment()
  const { available, instantAvailable, balanceAfter, payOutBy, holdingDays } = preview
  return (
    <>
      <Figures>
        <Figure label={t('available')} value={available} />
        {instant && instantAvailable && <Figure label={t('instantAvailable')} value={instantAvailable} />}
        {typed && <Figure label={t('after')} value={balanceAfter} strong />}
      </Figures>
      {payOutBy !== null && (
        <p className="text-small text-ink-2">
          {t('payOutBy', { date: timeText(payOutBy, locale, timeZone, 'day'), days: holdingDays })}
        </p>
      )}
    </>
  )
}
