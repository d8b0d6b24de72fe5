import { useTranslation } from 'react-i18next'
import type { AccountMode } from '../../shared/features/accounts/contract.ts'
import { cx } from '../ui/class-names.ts'

/** Whether an account's money is real, in a word. */
export function ModeTag({ mode }: { readonly mode: AccountMode }) {
  const { t } = useTranslation('objects')
  return (
    <span
      className={cx(
        'shrink-0 rounded-sm px-1 text-label font-semibold',
        mode === 'live' ? 'bg-live text-on-live' : 'border border-line-strong text-ink-2',
      )}
    >
      {t(`mode.${mode}`)}
    </span>
  )
}
