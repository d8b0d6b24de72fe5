import { useTranslation } from 'react-i18next'
import type { AccountProfile } from '../../../shared/features/accounts/contract.ts'
import { useEnvironment } from '../../ui/environment.tsx'

/** Several accounts in one phrase, each with its mode: live and test accounts often have the same name. */
export function useAccountNames(): (accounts: readonly AccountProfile[]) => string {
  const { t } = useTranslation(['all-accounts', 'objects'])
  const { locale } = useEnvironment()
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return (accounts) =>
    list.format(
      accounts.map(({ name, mode }) =>
        t('all-accounts:nameInMode', { name, mode: t(`objects:mode.${mode}`) }),
      ),
    )
}
