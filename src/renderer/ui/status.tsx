import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  type LucideIcon,
  Undo2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

const tones: Readonly<Record<string, { readonly icon: LucideIcon; readonly color: string }>> = {
  succeeded: { icon: CircleCheck, color: 'text-succeeded' },
  pending: { icon: Clock, color: 'text-pending' },
  waiting: { icon: CircleDashed, color: 'text-pending' },
  failed: { icon: CircleX, color: 'text-failed' },
  refunded: { icon: Undo2, color: 'text-refunded' },
  disputed: { icon: CircleAlert, color: 'text-disputed' },
  canceled: { icon: Ban, color: 'text-canceled' },
  unknown: { icon: CircleHelp, color: 'text-pending' },
}
export type Tone =
  | 'succeeded'
  | 'pending'
  | 'waiting'
  | 'failed'
  | 'refunded'
  | 'disputed'
  | 'canceled'
  | 'unknown'

interface Props {
  readonly tone: Tone
  readonly children: ReactNode
  readonly title?: string | undefined
}

/** A state, always as an icon and a word, never by colour alone. */
export function Status({ tone, children, title }: Props) {
  const look = tones[tone]
  const Icon = look?.icon ?? CircleHelp
  return (
    <span
      className={cx('inline-flex max-w-full items-baseline gap-1.5 whitespace-nowrap', look?.color)}
      title={title}
    >
      <Icon aria-hidden="true" className="size-3.5 shrink-0 self-center" strokeWidth={2.25} />
      <span className="min-w-0 truncate">{children}</span>
    </span>
  )
}
