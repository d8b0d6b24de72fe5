import { useEffect, useState } from 'react'
import { cx } from './class-names.ts'

export const SKELETON_AFTER_MS = 150

/** True once something has been awaited long enough to say so; answers within a blink never flash a skeleton. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!waiting) return undefined
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [waiting])
  return waiting && late
}

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={cx('block animate-pulse rounded-sm bg-hover', className)} />
}

/** Lines where text will be; renders nothing for the first moments. */
export function SkeletonLines({ count }: { readonly count: number }) {
  const late = useLate(true)
  if (!late) return null
  return (
    <div className="space-y-3" data-testid="skeleton">
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} className={line % 3 === 2 ? 'h-4 w-2/5' : 'h-4 w-4/5'} />
      ))}
    </div>
  )
}
