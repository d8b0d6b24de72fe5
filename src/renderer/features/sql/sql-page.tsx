import { useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../lib/session.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { ResultView } from './result.tsx'
import { sqlSession } from './session.ts'
import { Sidebar } from './sidebar.tsx'

/** One SELECT at a time over the mirror: nothing typed here can change or hold up anything. */
export function SqlPage() {
  const { t } = useTranslation('sql')
  const account = useAccount().id
  const editor = useRef<HTMLTextAreaElement>(null)
  const session = sqlSession(account)
  const { sql, running, rows, notice } = useSyncExternalStore(session.subscribe, session.state)
  const choose = (statement: string): void => session.type(statement)
  return (
    <Page title={t('title')} fills>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <Sidebar sql={sql} onChoose={choose} />
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
              onChange={(event) => choose(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
                event.preventDefault()
                void session.run()
              }}
            />
            <div className="flex flex-wrap items-center gap-2">
              {running ? (
                <Button look="danger" onClick={() => void session.cancel()}>
                  {t('cancel')}
                </Button>
              ) : (
                <Button look="primary" onClick={() => void session.run()}>
                  {t('run')}
                </Button>
              )}
              <Button disabled={running} onClick={() => void session.export('csv')}>
                {t('exportCsv')}
              </Button>
              <Button disabled={running} onClick={() => void session.export('json')}>
                {t('exportJson')}
              </Button>
              <span className="min-w-0 flex-1 text-small break-words text-ink-2" role="status">
                {running
                  ? t('running')
                  : notice?.kind === 'exported'
                    ? t(notice.more ? 'exportedMore' : 'exported', { count: notice.rows, file: notice.file })
                    : t('hint')}
              </span>
            </div>
            {notice?.kind === 'refused' && (
              <ErrorNotice
                error={notice.error}
                onShow={(at) => {
                  editor.current?.focus()
                  editor.current?.setSelectionRange(at, at)
                }}
              />
            )}
            {notice?.kind === 'failed' && <FailureNotice failure={notice.failure} />}
          </div>
          {rows !== null ? (
            <ResultView result={rows.result} name={`${account} ${rows.number}`} />
          ) : (
            notice === null && !running && <EmptyState title={t('start')}>{t('startHint')}</EmptyState>
          )}
        </div>
      </div>
    </Page>
  )
}
