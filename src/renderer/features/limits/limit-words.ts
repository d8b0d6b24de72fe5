import { useTranslation } from 'react-i18next'
import type { Limit, LimitKind } from '../../../shared/features/limits/contract.ts'
import { useKindText } from '../../objects/operation-kind.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { durationText, moneyText, numberText } from '../../ui/format.ts'

/** The parts of a limit in words: what it bounds, for which operations, and its value. */
export function useLimitWords() {
  const { t } = useTranslation('limits')
  const { locale } = useEnvironment()
  const kindText = useKindText()
  return {
    kind: (kind: LimitKind) => (kind === 'any' ? t('kinds.any') : kindText(kind)),
    value: ({ measure, currency, value }: Pick<Limit, 'measure' | 'currency' | 'value'>) => {
      if (value === null) return t('nothing')
      if (currency !== null) return moneyText({ amount: value, currency }, locale)
      return isDuration(measure) ? durationText(value, locale) : numberText(value, locale)
    },
  }
}

export function isDuration(measure: Limit['measure']): boolean {
  return measure === 'hold_seconds' || measure === 'raise_delay_seconds'
}

export function isCount(measure: Limit['measure']): boolean {
  return measure === 'hour_count' || measure === 'day_count'
}
