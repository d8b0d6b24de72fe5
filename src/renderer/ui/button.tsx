import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  danger: 'bg-danger text-on-danger hover:brightness-95',
  plain: 'bg-surface border border-line-strong hover:bg-hover',
  quiet: 'hover:bg-hover',
} as const

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof looks
  readonly icon?: ReactNode
  /** Why it cannot be pressed now: the button stays focusable and says so. */
  readonly obstacle?: string | null
}

export function Button({ look = 'plain', icon, obstacle, className, children, onClick, ...rest }: Props) {
  const reasonId = useId()
  const blocked = obstacle !== null && obstacle !== undefined
  return (
    <>
      <button
        type="button"
        {...rest}
        className={cx(
          'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-base font-medium whitespace-nowrap',
          'transition-colors duration-120 disabled:opacity-50 aria-disabled:opacity-50',
          looks[look],
          className,
        )}
        {...(blocked ? { 'aria-disabled': true, 'aria-describedby': reasonId, title: obstacle } : {})}
        onClick={blocked ? (event) => event.preventDefault() : onClick}
      >
        {icon}
        {children}
      </button>
      {blocked && (
        <span id={reasonId} className="sr-only">
          {obstacle}
        </span>
      )}
    </>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string
  readonly children: ReactNode
}

export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-50',
        className,
      )}
    >
      {children}
    </button>
  )
}
