import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useAccount } from '../../lib/session.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { controlLook } from '../../ui/field.tsx'

const savedKey = ['savedQueries'] as const

interface Props {
  readonly sql: string
  readonly onChoose: (sql: string) => void
}

/** The views with their columns, and the queries kept. */
export function Sidebar({ sql, onChoose }: Props) {
  const { t } = useTranslation('sql')
  const account = useAccount().id
  const views = useQuery({
    queryKey: keys.of('sqlViews', account),
    queryFn: async () => await api.sql.views({ account }),
  }).data
  return (
    <div className="flex w-60 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line px-4 py-3 max-[1000px]:w-48">
      <Saved sql={sql} onChoose={onChoose} />
      <section aria-label={t('views')}>
        <h2 className="pb-1 text-small font-medium text-ink-2">{t('views')}</h2>
        {views?.map(({ name, columns }) => (
          <details key={name}>
            <summary className="min-h-6 py-0.5 font-mono text-small leading-5 hover:bg-hover">{name}</summary>
            <ul className="pb-1 pl-4">
              {columns.map((column) => (
                <li key={column.name} className="flex justify-between gap-2 font-mono text-small text-ink-2">
                  <span className="truncate">{column.name}</span>
                  <span className="text-ink-3">{column.type.toLowerCase()}</span>
                </li>
              ))}
            </ul>
            <Button
              look="quiet"
              className="mb-1 h-6"
              onClick={() => onChoose(`SELECT * FROM ${name} ORDER BY created DESC LIMIT 100`)}
            >
              SELECT *
            </Button>
          </details>
        ))}
      </section>
    </div>
  )
}

function Saved({ sql, onChoose }: Props) {
  const { t } = useTranslation('sql')
  const client = useQueryClient()
  const [name, setName] = useState('')
  const saved = useQuery({ queryKey: savedKey, queryFn: async () => await api.sql.saved({}) }).data ?? []
  const keep = (queries: typeof saved): void => {
    client.setQueryData(savedKey, queries)
  }
  const save = useMutation({
    mutationFn: async (query: { readonly name: string; readonly sql: string }) => await api.sql.save(query),
    onSuccess: (queries) => {
      keep(queries)
      setName('')
    },
  })
  const forget = useMutation({
    mutationFn: async (gone: string) => await api.sql.forget({ name: gone }),
    onSuccess: keep,
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (name.trim() !== '' && sql.trim() !== '') save.mutate({ name: name.trim(), sql })
  }
  return (
    <section aria-label={t('saved')}>
      <h2 className="pb-1 text-small font-medium text-ink-2">{t('saved')}</h2>
      {saved.length === 0 && <p className="text-small text-ink-2">{t('noneSaved')}</p>}
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
          <IconButton label={t('forget', { name: query.name })} onClick={() => forget.mutate(query.name)}>
            <X className="size-3.5" />
          </IconButton>
        </div>
      ))}
      <form className="mt-1 flex gap-1" onSubmit={submit}>
        <input
          aria-label={t('name')}
          placeholder={t('name')}
          maxLength={80}
          className={controlLook}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === '' || sql.trim() === ''}>
          {t('save')}
        </Button>
      </form>
    </section>
  )
}
