import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/kbd.tsx'
import { useSearchShortcut } from './use-search-shortcut.ts'

/** Milliseconds without a keystroke before the mirrors are asked. */
const PAUSE = 150

/** In place of the search of one account: what is typed is looked for in all of them, and found on the page below. */
export function SearchEverywhere() {
  const { t } = useTranslation('app')
  const navigate = useNavigate()
  const { q: asked = '' } = useSearch({ strict: false })
  const [typed, setTyped] = useState(asked)
  const [known, setKnown] = useState(asked)
  const [sent, setSent] = useState(asked)
  const input = useRef<HTMLInputElement>(null)
  useSearchShortcut(input)
  // Another text came from the address, as by going back.
  if (known !== asked) {
    setKnown(asked)
    if (sent !== asked) setTyped(asked)
  }
  useEffect(() => {
    const q = typed.trim()
    if (q === asked) return undefined
    const timer = setTimeout(() => {
      setSent(q)
      void navigate({
        to: '/all-accounts',
        search: (before) => ({ ...before, q: q === '' ? undefined : q }),
        replace: true,
      })
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [typed, asked, navigate])
  return (
    <search className="relative flex w-80 min-w-0 shrink items-center">
      <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 size-4 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={t('searchEverywhere')}
        aria-keyshortcuts="/ Control+K Meta+K"
        autoComplete="off"
        maxLength={200}
        placeholder={t('searchEverywhere')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('')
        }}
        className="h-8 w-full rounded-md border border-transparent bg-sunken pr-9 pl-8.5 focus:border-line-strong focus:bg-surface"
      />
      <span className="pointer-events-none absolute right-2">
        <Kbd>/</Kbd>
      </span>
    </search>
  )
}
