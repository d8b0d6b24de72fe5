import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import type { TransferPreview } from '../../../shared/features/transfers/contract.ts'
import { stripeIdSchema } from '../../../shared/ids.ts'
import { UNKNOWN_CURRENCY } from '../../../shared/money.ts'
import { api } from '../../lib/api.ts'
import { plainName } from '../../lib/plain-name.ts'
import { keys } from '../../lib/query-keys.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { AmountField } from '../../objects/money-dialog/amount-field.tsx'
import { Figure, Figures } from '../../objects/money-dialog/figures.tsx'
import { isSame, MoneyDialog, type MoneyMode } from '../../objects/money-dialog/money-dialog.tsx'
import { readAmount } from '../../objects/money-dialog/read-amount.ts'
import { useMoneyOperation } from '../../objects/money-dialog/use-money-operation.ts'
import { useWord } from '../../objects/words/use-word.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { FailureNotice, useFailureText } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Field, Input } from '../../ui/field.tsx'
import { moneyText } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { recentDestinations } from './queries.ts'

interface Props {
  readonly account: AccountProfile
  readonly mode: MoneyMode
  readonly onClose: () => void
}

/** Text that may be left out. */
function optional(text: string): string | null {
  const trimmed = text.trim()
  return trimmed === '' ? null : trimmed
}

/** Moves money to a connected account, from the balance or from one payment. */
export function CreateTransfer({ account, mode, onClose }: Props) {
  const { t } = useTranslation('transfers')
  const { locale } = useEnvironment()
  const failureText = useFailureText()
  const suggestions = useId()
  const balances = useQuery({
    queryKey: keys.of('balances', account.id, 'get'),
    queryFn: async () => await api.balances.get({ account: account.id }),
  }).data
  const recent = useQuery(recentDestinations(account.id)).data ?? []
  const currencies = (balances?.balances ?? [])
    .map(({ currency }) => currency)
    .filter((currency) => currency !== UNKNOWN_CURRENCY)
  const [chosenCurrency, setCurrency] = useState<string | null>(null)
  const currency = chosenCurrency ?? account.defaultCurrency ?? currencies[0] ?? 'usd'
  const [destination, setDestination] = useState('')
  const [typed, setTyped] = useState('')
  const [source, setSource] = useState('')
  const [group, setGroup] = useState('')
  const [description, setDescription] = useState('')
  const [tried, setTried] = useState(false)

  const to = stripeIdSchema.safeParse(destination.trim())
  const from = optional(source)
  const sourceWrong = from !== null && !/^(ch|py)_\w+$/.test(from)
  const read = readAmount(typed, currency, null)
  const order =
    read.ok && to.success && !sourceWrong
      ? {
          amount: read.money,
          destination: to.data,
          sourceTransaction: from,
          transferGroup: optional(group),
        }
      : null
  const key = JSON.stringify(order)
  const asked = useSettled(order, key)
  const { data: preview, error } = useQuery({
    queryKey: keys.of('preview', account.id, 'transfer', asked),
    queryFn: async () =>
      asked === null ? null : await api.transfers.preview({ account: account.id, ...asked }),
    enabled: mode !== 'draft' && asked !== null,
    gcTime: 0,
  })
  const current = JSON.stringify(asked) === key ? (preview ?? null) : null
  const operation = useMoneyOperation(account.id, async (guards) => {
    if (order === null) throw new Error('A transfer was sent before its fields were in order')
    return await api.transfers.create({
      account: account.id,
      ...order,
      description: optional(description),
      ...guards,
    })
  })
  const failure = operation.error ? failureOf(operation.error) : null
  const beside = (field: string) => {
    const said = current?.blockers.find((blocker) => blocker.field === field)
    if (said) return failureText(said)
    return failure?.field === field ? failureText(failure) : undefined
  }
  const others = (current?.blockers ?? []).filter(
    ({ field }) => field !== 'amount' && field !== 'destination',
  )
  const who = current?.destinationName ? plainName(current.destinationName) : destination.trim()
  const worded = order === null ? null : moneyText(order.amount, locale)
  const ready = order !== null && (current === null || current.blockers.length === 0)
  return (
    <MoneyDialog
      kind="transfer"
      title={t('createTitle')}
      consequence={worded === null ? t('howMuch') : t('consequence', { amount: worded, who })}
      submit={worded === null ? t('create') : t('submit', { amount: worded, who })}
      amount={ready ? order.amount : null}
      operation={operation}
      similar={current?.similar ?? []}
      warnings={(current?.warnings ?? [])
        .filter(
          (warning) =>
            warning !== 'recent_similar' ||
            current?.similar.some((other) => isSame(other, order?.amount ?? null)),
        )
        .map((warning) => t(`warning.${warning}`))}
      onTried={() => setTried(true)}
      mode={mode}
      params={
        order === null
          ? null
          : {
              amount: order.amount.amount,
              currency,
              destination: order.destination,
              ...(order.sourceTransaction === null ? {} : { source_transaction: order.sourceTransaction }),
              ...(order.transferGroup === null ? {} : { transfer_group: order.transferGroup }),
              ...(optional(description) === null ? {} : { description: description.trim() }),
            }
      }
      onClose={onClose}
    >
      <Field
        label={t('to')}
        hint={
          current?.destinationName ? t('toName', { name: plainName(current.destinationName) }) : t('toHint')
        }
        error={tried && !to.success ? t('toError') : beside('destination')}
      >
        <Input
          className="font-mono"
          list={suggestions}
          autoComplete="off"
          spellCheck={false}
          value={destination}
          onChange={(event) => setDestination(event.target.value)}
        />
      </Field>
      <datalist id={suggestions}>
        {recent.map(({ id, name }) => (
          <option key={id} value={id} label={name === null ? id : `${plainName(name)} · ${id}`} />
        ))}
      </datalist>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <AmountField
            currency={currency}
            most={null}
            value={typed}
            onChange={setTyped}
            read={read}
            tried={tried}
            said={beside('amount')}
          />
        </div>
        {currencies.length > 1 && (
          <Select
            label={t('currency')}
            className="mt-5"
            value={currency}
            onChange={setCurrency}
            options={currencies.map((value) => ({ value, label: value.toUpperCase() }))}
          />
        )}
      </div>
      <Field
        label={t('sourceLabel')}
        hint={t('sourceHint')}
        error={sourceWrong && tried ? t('sourceError') : undefined}
      >
        <Input
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label={t('groupLabel')}>
          <Input maxLength={255} value={group} onChange={(event) => setGroup(event.target.value)} />
        </Field>
        <Field label={t('description')}>
          <Input
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
      </div>
      {current && <TransferFigures preview={current} />}
      {error && <FailureNotice failure={failureOf(error)} />}
      {others.map((blocker) => (
        <FailureNotice key={blocker.code} failure={blocker} />
      ))}
    </MoneyDialog>
  )
}

function TransferFigures({ preview }: { readonly preview: TransferPreview }) {
  const { t } = useTranslation('transfers')
  const word = useWord()
  const { available, balanceAfter, sourceRemaining, capability } = preview
  return (
    <>
      <Figures>
        <Figure label={t('available')} value={available} />
        {sourceRemaining && <Figure label={t('sourceLeft')} value={sourceRemaining} />}
        <Figure label={t('after')} value={balanceAfter} strong />
      </Figures>
      {capability !== null && capability !== 'active' && (
        <p className="text-small text-disputed">
          {t('capability', { state: word('capability', capability) })}
        </p>
      )}
    </>
  )
}
