import { useTranslation } from 'react-i18next'
import type { SqlError } from '../../../shared/features/sql/contract.ts'

interface Props {
  readonly error: SqlError
  readonly onShow: (at: number) => void
}

/** Why a statement was refused, and the place in it where that is known. */
export function ErrorNotice({ error, onShow }: Props) {
  const { t } = useTranslation('sql')
  const { position } = error
  return (
    <div role="alert" className="rounded-md border border-failed/40 bg-failed/6 px-3 py-2">
      <p>{t(`error.${error.code}`)}</p>
      {error.message !== '' && <p className="font-mono text-small break-words text-ink-2">{error.message}</p>}
      {position !== null && (
        <button type="button" className="text-small text-accent underline" onClick={() => onShow(position)}>
          {t('position', { position: position + 1 })}
        </button>
      )}
    </div>
  )
}
