import { useCallback } from 'react'
import { useWord } from '../../objects/words/use-word.ts'

/** The word for a balance transaction's type. */
export function useTransactionType(): (type: string) => string {
  const word = useWord()
  return useCallback((type) => word('transaction', type), [word])
}
