import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { completeSearch } from '../../../shared/search/complete.ts'
import type { SearchError } from '../../../shared/search/errors.ts'
import { type SearchableType, searchFields } from '../../../shared/search/fields.ts'
import { cx } from '../../ui/class-names.ts'
import { controlLook } from '../../ui/field.tsx'
import { useSearchErrorText } from './error-text.ts'
import { queryHints } from './hints.ts'

interface Props {
  readonly type: SearchableType
  readonly value: string
  readonly metadataKeys: readonly string[]
  readonly error: SearchError | null
  readonly onChange: (value: string) => void
  readonly onSubmit: () => void
}

/** The line a query is typed into, with what could be typed next and the place that is wrong. */
export function QueryEditor({ type, value, metadataKeys, error, onChange, onSubmit }: Props) {
  const { t } = useTranslation('search')
  const listId = useId()
  const errorId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(-1)
  const [open, setOpen] = useState(false)
  const errorText = useSearchErrorText()
  const { from, to, items } = completeSearch(value, caret, searchFields[type], { metadataKeys })
  const shown = open && items.length > 0

  function insert(text: string): void {
    onChange(value.slice(0, from) + text + value.slice(to))
    const end = from + text.length
    setCaret(end)
    setChosen(-1)
    requestAnimationFrame(() => input.current?.setSelectionRange(end, end))
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && shown) {
      event.preventDefault()
      setOpen(false)
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length > 0) {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      setChosen((now) => (now + step + items.length + (now < 0 && step < 0 ? 1 : 0)) % items.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const item = shown ? items[chosen] : undefined
      if (item === undefined) {
        setOpen(false)
        onSubmit()
      } else insert(item.insert)
    }
  }

  return (
    <div className="relative min-w-0 flex-1">
      <input
        ref={input}
        role="combobox"
        aria-label={t('query')}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${listId}-${chosen}` : undefined}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : errorId}
        spellCheck={false}
        autoComplete="off"
        placeholder={queryHints[type]}
        className={cx(controlLook, 'font-mono')}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
          setCaret(event.target.selectionStart ?? event.target.value.length)
          setChosen(-1)
          setOpen(true)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t('proposals')}
        hidden={!shown}
        className="floats absolute top-full left-0 z-30 mt-1 max-h-72 min-w-64 overflow-y-auto rounded-md p-1"
      >
        {items.map((item, at) => (
          <div
            key={item.insert}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            className={cx(
              'rounded-sm px-2 py-1 font-mono text-small hover:bg-hover',
              at === chosen && 'bg-selected',
            )}
            onMouseDown={(event) => {
              event.preventDefault()
              insert(item.insert)
            }}
          >
            {item.insert}
          </div>
        ))}
      </div>
      {error !== null && (
        <div id={errorId} role="alert" className="mt-1.5 text-small text-failed">
          <pre aria-hidden="true" className="overflow-x-auto font-mono text-ink">
            {value.slice(0, error.position)}
            <mark className="bg-failed/20 text-failed underline decoration-wavy">
              {value.slice(error.position, error.position + error.length) || '▁'}
            </mark>
            {value.slice(error.position + error.length)}
          </pre>
          {errorText(error)}
        </div>
      )}
    </div>
  )
}
