import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

interface Props {
  readonly title: string
  readonly aside?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

/** A titled part of a page, set off by a hairline. */
export function Section({ title, aside, children, className }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cx('border-t border-line pt-3 pb-5', className)}>
      <div className="mb-2 flex min-h-6 items-center justify-between gap-3">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
