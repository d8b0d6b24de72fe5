import { useTranslation } from 'react-i18next'
import { CopyableId } from '../../ui/copyable-id.tsx'

interface Props {
  readonly target: string
  readonly copyable?: boolean
}

/** What an operation acts on; a payout to no chosen account goes to the default one of its currency. */
export function Target({ target, copyable = false }: Props) {
  const { t } = useTranslation('operations')
  const currency = /^default-([a-z0-9]{3,8})$/.exec(target)?.[1]
  if (currency !== undefined) return <>{t('defaultBank', { currency: currency.toUpperCase() })}</>
  return copyable ? <CopyableId id={target} /> : <span className="font-mono text-small">{target}</span>
}
