import { useRouterState } from '@tanstack/react-router'

/** Whether all accounts are on screen rather than one. */
export function useEverywhere(): boolean {
  return useRouterState({ select: ({ location }) => location.pathname === '/all-accounts' })
}
