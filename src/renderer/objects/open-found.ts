import { useNavigate } from '@tanstack/react-router'
import type { SearchRow } from '../../shared/features/search/contract.ts'

/** Opens an object found where it is best looked at. */
export function useOpenFound(): (row: Pick<SearchRow, 'type' | 'id'>) => void {
  const navigate = useNavigate()
  return ({ type, id }) => {
    if (type === 'payment_intents' || type === 'charges')
      return void navigate({ to: '/payments/$payment', params: { payment: id } })
    if (type === 'refunds') return void navigate({ to: '/refunds', search: { q: id } })
    if (type === 'payouts') return void navigate({ to: '/payouts', search: { payout: id } })
    if (type === 'transfers') return void navigate({ to: '/transfers', search: { transfer: id } })
    if (type === 'disputes') return void navigate({ to: '/disputes', search: { dispute: id } })
    return void navigate({ to: '/search', search: { type, q: `id:"${id}"`, open: id } })
  }
}
