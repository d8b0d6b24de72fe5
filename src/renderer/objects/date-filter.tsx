import { useTranslation } from 'react-i18next'
import { daysOfPeriod, formatDay, type Period, presets } from '../lib/period.ts'
import { useEnvironment } from '../ui/environment.tsx'
import { DateEditor } from '../ui/filters/date-editor.tsx'
import type { Filter } from '../ui/filters/filter-bar.tsx'

/** The filter of a list by when its objects were created. */
export function useDateFilter(period: Period | undefined, onChange: (period?: Period) => void): Filter {
  const { t } = useTranslation('filters')
  const { locale, timeZone } = useEnvironment()
  const days = period && daysOfPeriod(period, timeZone)
  return {
    id: 'date',
    name: t('date'),
    summary: !period
      ? null
      : typeof period === 'string'
        ? t(`preset.${period}`)
        : t('dateBetween', { from: formatDay(period.from, locale), to: formatDay(period.to, locale) }),
    clear: () => onChange(),
    editor: (close) => (
      <DateEditor
        presets={presets}
        presetName={(preset) => t(`preset.${preset}`)}
        preset={typeof period === 'string' ? period : undefined}
        from={days?.from ?? ''}
        to={days?.to ?? ''}
        onPreset={(preset) => {
          onChange(preset)
          close()
        }}
        onDays={(from, to) => {
          onChange({ from, to })
          close()
        }}
      />
    ),
  }
}
