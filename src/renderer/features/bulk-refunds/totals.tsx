import { useTranslation } from 'react-i18next'
import type { BulkBatch } from '../../../shared/features/bulk-refunds/contract.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyText, numberText } from '../../ui/format.ts'

/** Totals per currency in one phrase; never added across. */
export function useTotalsText(): (totals: BulkBatch['totals']) => string {
  const { locale } = useEnvironment()
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return (totals) => list.format(totals.map(({ total }) => moneyText(total, locale)))
}

/** A batch by its file; one from selected payments by how many there were. */
export function useBatchName(): (batch: Pick<BulkBatch, 'name' | 'rows'>) => string {
  const { t } = useTranslation('bulk-refunds')
  const { locale } = useEnvironment()
  return ({ name, rows }) =>
    name === '' ? t('fromSelection', { count: rows, formatted: numberText(rows, locale) }) : name
}
