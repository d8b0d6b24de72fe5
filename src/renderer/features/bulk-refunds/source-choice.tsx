import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkSource } from '../../../shared/features/bulk-refunds/contract.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Field } from '../../ui/field.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { Section } from '../../ui/section.tsx'

/** A CSV file that is dropped, chosen or pasted. */
export function SourceChoice({ onSource }: { readonly onSource: (source: BulkSource) => void }) {
  const { t } = useTranslation('bulk-refunds')
  const [over, setOver] = useState(false)
  const [text, setText] = useState('')
  const [error, setError] = useState<unknown>(null)

  function take(file: File): void {
    setError(null)
    file.arrayBuffer().then(
      (bytes) => onSource({ type: 'csv', name: file.name, bytes: new Uint8Array(bytes) }),
      (reason: unknown) => setError(reason),
    )
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) take(file)
  }
  return (
    <Section title={t('newCsv')}>
      <div
        role="group"
        aria-label={t('newCsv')}
        className={cx(
          'space-y-3 rounded-lg border border-dashed px-5 py-4',
          over ? 'border-accent bg-selected' : 'border-line-strong',
        )}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <p className="flex flex-wrap items-center gap-2">
          {t('drop')}{' '}
          <FileButton accept=".csv,.txt,.tsv,text/csv" onFile={take}>
            {t('choose')}
          </FileButton>{' '}
          {t('orPaste')}
        </p>
        <Field label={t('pasteLabel')} hint={t('format')}>
          <textarea
            aria-label={t('pasteLabel')}
            rows={4}
            spellCheck={false}
            placeholder={'target,amount,reason\nch_…,12.50,duplicate'}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="block w-full rounded-md border border-control-line bg-surface px-2.5 py-1.5 font-mono text-small"
          />
        </Field>
        <Button
          disabled={text.trim() === ''}
          onClick={() =>
            onSource({ type: 'csv', name: t('pastedName'), bytes: new TextEncoder().encode(text) })
          }
        >
          {t('checkPasted')}
        </Button>
        {error !== null && <FailureNotice title={t('readFailed')} failure={failureOf(error)} />}
      </div>
    </Section>
  )
}
