import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEnvironment } from './environment.tsx'

/** An id in a mono face that a click copies. */
export function CopyableId({ id, label }: { readonly id: string; readonly label?: string }) {
  const { t } = useTranslation('ui')
  const { copy } = useEnvironment()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className="group inline-flex max-w-full min-w-0 items-center gap-1 rounded-sm font-mono text-small hover:text-accent"
      aria-label={t('copyId', { id: label ?? id })}
      title={copied ? t('copied') : t('copy')}
      onClick={(event) => {
        event.stopPropagation()
        void copy(id).then(() => setCopied(true))
      }}
    >
      <span className="truncate">{label ?? id}</span>
      {copied ? (
        <Check aria-hidden="true" className="size-3 shrink-0 text-succeeded" />
      ) : (
        <Copy aria-hidden="true" className="size-3 shrink-0 text-ink-3 group-hover:text-accent" />
      )}
      <span className="sr-only" aria-live="polite">
        {copied ? t('copied') : ''}
      </span>
    </button>
  )
}
