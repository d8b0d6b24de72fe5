import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchRow } from '../../shared/features/search/contract.ts'
import { QuickResults } from '../features/search/quick-results.tsx'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import { useAccount } from '../lib/session.ts'
import { useSettled } from '../lib/use-settled.ts'
import { useOpenFound } from '../objects/open-found.ts'
import { Kbd } from '../ui/kbd.tsx'
import { useOpenExact } from './use-open-exact.ts'
import { useSearchShortcut } from './use-search-shortcut.ts'

/** Milliseconds without a keystroke before the mirror is asked. */
const PAUSE = 90

/** Finds anything from half a clue: results by type while typing; Enter opens the chosen one or the exact id, or lists the payments. */
export function SearchField() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const listId = useId()
  const account = useAccount().id
  const openFound = useOpenFound()
  const openExact = useOpenExact(account)
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [focused, setFocused] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const typedClue = typed.trim()
  const clue = useSettled(typedClue, typedClue, PAUSE)
  const found = useQuery({
    queryKey: keys.of('search', account, 'everything', clue),
    queryFn: async () => await api.search.everything({ account, text: clue }),
    enabled: clue !== '' && focused,
    placeholderData: (previous) => previous,
  }).data
  const rows = found?.groups.flatMap((group) => group.rows) ?? []
  const shown = focused && typed.trim() !== '' && found !== undefined

  useSearchShortcut(input)

  function leave(): void {
    setTyped('')
    setChosen(-1)
    input.current?.blur()
  }

  function open(row: SearchRow): void {
    openFound(row)
    leave()
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    const row = shown ? rows[chosen] : undefined
    if (row !== undefined) return open(row)
    const text = typed.trim()
    if (text !== '') void openTyped(text)
    return leave()
  }

  async function openTyped(text: string): Promise<void> {
    if (await openExact(text)) return
    if (/^(pi|ch|py)_[A-Za-z0-9_]+$/.test(text))
      await navigate({ to: '/payments/$payment', params: { payment: text } })
    else if (/^(re|pyr)_[A-Za-z0-9_]+$/.test(text)) await navigate({ to: '/refunds', search: { q: text } })
    else await navigate({ to: '/payments', search: { q: text } })
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') event.currentTarget.blur()
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || rows.length === 0) return
    event.preventDefault()
    const step = event.key === 'ArrowDown' ? 1 : -1
    const next = Math.min(rows.length - 1, Math.max(-1, chosen + step))
    setChosen(next)
    document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <form role="search" onSubmit={submit} className="relative flex w-80 min-w-0 shrink items-center">
      <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 size-4 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={t('search')}
        aria-keyshortcuts="/ Control+K Meta+K"
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={shown && chosen >= 0 ? `${listId}-${chosen}` : undefined}
        autoComplete="off"
        placeholder={t('searchHint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(-1)
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-md border border-transparent bg-sunken pr-9 pl-8.5 focus:border-line-strong focus:bg-surface"
      />
      <span className="pointer-events-none absolute right-2">
        <Kbd>/</Kbd>
      </span>
      {shown && <QuickResults id={listId} found={found} chosen={chosen} onOpen={open} />}
    </form>
  )
}
