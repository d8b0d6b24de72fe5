import { type ReactNode, useEffect } from 'react'

interface Props {
  readonly title: string
  readonly actions?: ReactNode
  /** A list fills the window and scrolls by itself; anything else scrolls as a page. */
  readonly fills?: boolean
  readonly children: ReactNode
}

/** A screen with its one heading and its actions. */
export function Page({ title, actions, fills = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Counterfoil`
  }, [title])
  return (
    <div className={fills ? 'flex h-full min-h-0 flex-col' : 'h-full overflow-y-auto'}>
      <div className={fills ? 'flex min-h-0 flex-1 flex-col' : 'mx-auto max-w-6xl px-6 pb-10'}>
        <div
          className={`flex min-h-14 flex-wrap items-center justify-between gap-3 py-2 ${fills ? 'px-6' : ''}`}
        >
          <h1 tabIndex={-1} className="text-title font-semibold">
            {title}
          </h1>
          {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {children}
      </div>
    </div>
  )
}
