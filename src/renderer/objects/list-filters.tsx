import { currencyName } from '../../shared/money-text.ts'
import { useTranslation } from 'react-i18next'
import { moneyText } from '../ui/format.ts'
import { useEnvironment } from '../ui/environment.tsx'
import { AmountEditor } from '../ui/filters/amount-editor.tsx'
import { type Choice, ChooseMany, ChooseOne } from '../ui/filters/choices.tsx'
import type { Filter } from '../ui/filters/filter-bar.tsx'

export interface WordedChoice<Value extends string> extends Choice<Value> {
  /** The value inside a sentence. */
  readonly word: string
}

interface ManyOf<Value extends string> {
  readonly id: string
  readonly name: string
  readonly choices: readonly WordedChoice<Value>[]
  readonly chosen: readonly Value[] | undefined
  readonly onChange: (chosen?: readonly Value[]) => void
}

/** A filter by any of several values, such as statuses. */
export function useManyFilter<Value extends string>(options: ManyOf<Value>): Filter {
  const { t } = useTranslation('filters')
  const { locale } = useEnvironment()
  const { id, name, choices, chosen = [], onChange } = options
  const words = new Intl.ListFormat(locale, { type: 'disjunction' }).format(
    chosen.map((value) => choices.find((choice) => choice.value === value)?.word ?? value),
  )
  return {
    id,
    name,
    summary: chosen.length === 0 ? null : t('is', { name, value: words }),
    clear: () => onChange(),
    editor: () => (
      <ChooseMany
        choices={choices}
        chosen={chosen}
        onChange={(next) => (next.length === 0 ? onChange() : onChange(next))}
      />
    ),
  }
}

interface OneOf<Value extends string> {
  readonly id: string
  readonly name: string
  readonly values: readonly Value[]
  readonly chosen: Value | undefined
  readonly word: (value: Value) => string
  readonly onChange: (chosen?: Value) => void
}

/** A filter by one of several values. */
export function useOneFilter<Value extends string>(options: OneOf<Value>): Filter {
  const { t } = useTranslation('filters')
  const { id, name, values, chosen, word, onChange } = options
  return {
    id,
    name,
    summary: chosen === undefined ? null : t('is', { name, value: word(chosen) }),
    clear: () => onChange(),
    editor: (close) => (
      <ChooseOne
        choices={values.map((value) => ({ value, label: word(value) }))}
        chosen={chosen}
        onChoose={(value) => {
          onChange(value)
          close()
        }}
      />
    ),
  }
}

export function useCurrencyFilter(
  currencies: readonly string[],
  chosen: string | undefined,
  onChange: (currency?: string) => void,
): Filter {
  const { t } = useTranslation('filters')
  const { locale } = useEnvironment()
  return useOneFilter({
    id: 'currency',
    name: t('currency'),
    values: currencies,
    chosen,
    word: (code) => currencyName(code, locale),
    onChange,
  })
}

interface AmountFilter {
  readonly currencies: readonly string[]
  readonly currency: string | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly onChange: (change: {
    readonly currency?: string
    readonly min?: number
    readonly max?: number
  }) => void
}

/** A filter by amount; it takes its currency with it, since an amount alone means nothing. */
export function useAmountFilter({ currencies, currency, min, max, onChange }: AmountFilter): Filter {
  const { t } = useTranslation('filters')
  const { locale } = useEnvironment()
  const unit = currency ?? currencies[0] ?? 'usd'
  const text = (amount: number) => moneyText({ amount, currency: unit }, locale)
  return {
    id: 'amount',
    name: t('amount'),
    summary: summaryOf(),
    clear: () => onChange(currency === undefined ? {} : { currency }),
    editor: (close) => (
      <AmountEditor
        currencies={currencies.length === 0 ? [unit] : currencies}
        value={{ currency: unit, min, max }}
        onApply={(range) => {
          onChange({
            currency: range.currency,
            ...(range.min === undefined ? {} : { min: range.min }),
            ...(range.max === undefined ? {} : { max: range.max }),
          })
          close()
        }}
      />
    ),
  }

  function summaryOf(): string | null {
    if (min !== undefined && max !== undefined) return t('amountBetween', { min: text(min), max: text(max) })
    if (min !== undefined) return t('amountFrom', { min: text(min) })
    return max === undefined ? null : t('amountTo', { max: text(max) })
  }
}
