import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Puts a view's filters into the address: a step back undoes them, except while typing. */
export function useSetSearch() {
  const navigate = useNavigate()
  return useCallback(
    (search: object, options?: { readonly replace: boolean }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the view's own props type its search, which '.' cannot know
      void navigate({ to: '.', search: search as never, replace: options?.replace ?? false })
    },
    [navigate],
  )
}
