import type { ReactNode } from 'react'

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-line-strong px-1 font-sans text-label leading-4 text-ink-2">
      {children}
    </kbd>
  )
}
