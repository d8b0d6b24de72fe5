import { useQueryClient } from '@tanstack/react-query'
import { api } from '../lib/api.ts'
import { keys } from '../lib/query-keys.ts'
import type { AccountId } from '../../shared/ids.ts'
import { useOpenFound } from '../objects/open-found.ts'

/** Opens what has exactly this id, if the mirror holds it; asks anew where typing was quicker than the answer. */
export function useOpenExact(account: AccountId): (text: string) => Promise<boolean> {
  const client = useQueryClient()
  const openFound = useOpenFound()
  return async (text) => {
    if (!/^[a-z]{2,6}_[A-Za-z0-9_]+$/.test(text)) return false
    const found = await client
      .fetchQuery({
        queryKey: keys.of('search', account, 'everything', text),
        queryFn: async () => await api.search.everything({ account, text }),
      })
      // What cannot be searched is told where the payments are listed.
      .catch(() => null)
    const row = found?.groups[0]?.rows[0]
    if (row?.id !== text) return false
    openFound(row)
    return true
  }
}
