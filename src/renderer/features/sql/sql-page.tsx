import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SqlError } from '../../../shared/features/sql/contract.ts'
import { api } from '../../lib/api.ts'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { failureOf } from '../../ui/failure-of.ts'
import { Page } from '../../ui/page.tsx'
import { ResultView } from './result.tsx'
import { Sidebar } from './sidebar.tsx'

const FIRST = `SELECT currency, count(*) AS charges, sum(amount) AS amount
FROM charges
WHERE status = 'succeeded'
GROUP BY currency
ORDER BY charges DESC`

/** One SELECT at a time over the mirror: nothing typed here can change or hold up anything. */
export function SqlPage() {
  const { t } = useTranslation('sql')
  const account = useAccount().id
  const editor = useRef<HTMLTextAreaElement>(null)
  const [sql, setSql] = useState(FIRST)
  const run = useMutation({
    mutationFn: async (statement: string) => await api.sql.run({ account, sql: statement }),
  })
  const write = useMutation({
    mutationFn: async (format: 'csv' | 'json') => await api.sql.exportResult({ account, sql, format }),
  })
  const error = run.data?.ok === false ? run.data.error : write.data?.ok === false ? write.data.error : null
  const failure = run.error ?? write.error
  const busy = run.isPending || write.isPending
  function start(): void {
    write.reset()
    run.mutate(sql)
  }
  return (
    <Page title={t('title')} fills>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <Sidebar sql={sql} onChoose={setSql} />
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="space-y-2 border-b border-line p-4">
            <textarea
              ref={editor}
              aria-label={t('statement')}
              spellCheck={false}
              rows={6}
              maxLength={20_000}
              className="w-full resize-y rounded-md border border-control-line bg-surface px-3 py-2 font-mono text-base"
              value={sql}
              onChange={(event) => setSql(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
                event.preventDefault()
                start()
              }}
            />
            <div className="flex flex-wrap items-center gap-2">
              {busy ? (
                <Button look="danger" onClick={() => void api.sql.cancel({ account })}>
                  {t('cancel')}
                </Button>
              ) : (
                <Button look="primary" onClick={start}>
                  {t('run')}
                </Button>
              )}
              <Button disabled={busy} onClick={() => write.mutate('csv')}>
                {t('exportCsv')}
              </Button>
              <Button disabled={busy} onClick={() => write.mutate('json')}>
                {t('exportJson')}
              </Button>
              <span className="min-w-0 flex-1 text-small text-ink-2" role="status">
                {busy
                  ? t('running')
                  : write.data?.ok === true && write.data.file !== null
                    ? t('exported', {
                        rows: `${write.data.rows}${write.data.more ? '+' : ''}`,
                        file: write.data.file,
                      })
                    : t('hint')}
              </span>
            </div>
            {error !== null && (
              <ErrorNotice
                error={error}
                onShow={(at) => {
                  editor.current?.focus()
                  editor.current?.setSelectionRange(at, at)
                }}
              />
            )}
            {failure !== null && <FailureNotice failure={failureOf(failure)} />}
          </div>
          {run.data?.ok === true ? (
            <ResultView result={run.data} name={`${run.submittedAt}`} />
          ) : (
            error === null && !busy && <EmptyState title={t('start')}>{t('startHint')}</EmptyState>
          )}
        </div>
      </div>
    </Page>
  )
}

function ErrorNotice({ error, onShow }: { readonly error: SqlError; readonly onShow: (at: number) => void }) {
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
