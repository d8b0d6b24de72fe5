import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

const SETTLE_MS = 180

/** Filters by words as they are typed, without a question per letter. */
export function TextFilter({ label, value, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  if (value !== known) {
    setKnown(value)
    setTyped(value)
  }
  useEffect(() => {
    if (typed === value) return undefined
    const timer = setTimeout(() => onChange(typed), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <span className="relative inline-flex">
      <Search aria-hidden="true" className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-7 w-64 rounded-full border border-line-strong bg-surface pr-3 pl-7.5 text-small"
      />
    </span>
  )
}
