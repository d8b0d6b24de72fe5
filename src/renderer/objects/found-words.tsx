import type { SearchRow } from '../../shared/features/search/contract.ts'
import { ObjectStatus } from './object-status.tsx'
import { useWord, type WordKind } from './words/use-word.ts'

const TITLED: Readonly<Partial<Record<SearchRow['type'], WordKind>>> = {
  disputes: 'disputeReason',
  refunds: 'refundReason',
  checkout_sessions: 'mode',
  balance_transactions: 'transaction',
}

/** What an object found is about: a value of Stripe's in its word, anything else as it is. */
export function useFoundTitle(): (row: SearchRow) => string | null {
  const word = useWord()
  return ({ type, title }) => {
    const kind = TITLED[type]
    return title === null || kind === undefined || !/^[a-z]+(_[a-z]+)*$/.test(title)
      ? title
      : word(kind, title)
  }
}

export function FoundTitle({ row }: { readonly row: SearchRow }) {
  return <>{useFoundTitle()(row) ?? ''}</>
}

/** How it stands, as lists show it; where a type has no status, what kind it is of. */
export function FoundStatus({ row: { type, status } }: { readonly row: SearchRow }) {
  const word = useWord()
  if (status === null) return null
  if (type === 'payment_methods') return <>{word('method', status)}</>
  if (type === 'events') return <>{word('object', status.replaceAll('.', '_'))}</>
  return <ObjectStatus type={type} status={status} />
}
