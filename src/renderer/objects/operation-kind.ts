import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '../../shared/features/operations/contract.ts'

/** What an operation does, in a word: "Refund", "Payout". */
export function useKindText(): (kind: Operation['kind']) => string {
  const { t } = useTranslation('objects')
  return useCallback((kind) => t(`kind.${kind}`), [t])
}
