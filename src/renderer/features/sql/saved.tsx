import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedQuery } from '../../../shared/features/sql/contract.ts'
import { api } from '../../lib/api.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { controlLook } from '../../ui/field.tsx'

const savedKey = ['savedQueries'] as const

interface Props {
  readonly sql: string
  readonly onChoose: (sql: string) => void
}

/** The queries kept, and a name under which to keep the one at hand. */
export function Saved({ sql, onChoose }: Props) {
  const { t } = useTranslation('sql')
  const client = useQueryClient()
  const [name, setName] = useState('')
  const read = useQuery({ queryKey: savedKey, queryFn: async () => await api.sql.saved({}) })
  const saved = read.data ?? []
  const change = useMutation({
    mutationFn: async (made: () => Promise<readonly SavedQuery[]>) => await made(),
    onSuccess: (queries) => client.setQueryData(savedKey, queries),
  })
  const error = change.error ?? read.error
  function submit(event: FormEvent): void {
    event.preventDefault()
    const query = { name: name.trim(), sql }
    if (query.name === '' || sql.trim() === '') return
    change.mutate(async () => await api.sql.save(query), { onSuccess: () => setName('') })
  }
  function forget(gone: string): void {
    change.mutate(async () => await api.sql.forget({ name: gone }))
  }
  return (
    <section aria-label={t('saved')}>
      <h2 className="pb-1 text-small font-medium text-ink-2">{t('saved')}</h2>
      {read.data?.length === 0 && <p className="text-small text-ink-2">{t('noneSaved')}</p>}
      {saved.map((query) => (
        <div key={query.name} className="flex items-center">
          <button
            type="button"
            className="min-w-0 flex-1 truncate rounded-sm py-0.5 text-left hover:bg-hover"
            title={query.sql}
            onClick={() => onChoose(query.sql)}
          >
            {query.name}
          </button>
          <IconButton label={t('forget', { name: query.name })} onClick={() => forget(query.name)}>
            <X className="size-3.5" />
          </IconButton>
        </div>
      ))}
      <form className="mt-1 flex gap-1" onSubmit={submit}>
        <input
          aria-label={t('name')}
          placeholder={t('nameHint')}
          maxLength={80}
          className={controlLook}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === '' || sql.trim() === ''}>
          {t('save')}
        </Button>
      </form>
      {error !== null && <FailureNotice className="mt-2" failure={failureOf(error)} />}
    </section>
  )
}
