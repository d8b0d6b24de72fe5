import type { SearchRow } from '../../shared/features/search/contract.ts'
import { Money } from '../ui/money.tsx'
import { Time } from '../ui/time.tsx'
import { FoundStatus, useFoundTitle } from './found-words.tsx'

/** The cells of an object found: amount, what it is about, status and age; the row around them is the caller's. */
export function FoundCells({ row }: { readonly row: SearchRow }) {
  const titleOf = useFoundTitle()
  return (
    <>
      <span className="w-28 shrink-0 truncate text-right">
        {row.amount !== null && <Money value={row.amount} className="font-medium" />}
      </span>
      <span className="min-w-0 flex-1 truncate">
        {[row.who, titleOf(row)].filter((text) => text !== null).join(' · ') || row.id}
      </span>
      <span className="shrink-0 text-small">
        <FoundStatus row={row} />
      </span>
      <span className="shrink-0 text-small text-ink-2">{row.created > 0 && <Time at={row.created} />}</span>
    </>
  )
}
