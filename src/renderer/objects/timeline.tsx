import { useTranslation } from 'react-i18next'
import { disputeStatusSchema } from '../../shared/features/disputes/contract.ts'
import type { TimelineEntry } from '../../shared/features/payments/contract.ts'
import { cx } from '../ui/class-names.ts'
import { Money } from '../ui/money.tsx'
import { Time } from '../ui/time.tsx'
import { en } from './messages.ts'
import { knownWord } from './words/use-word.ts'

type Known = keyof typeof en.event

function isKnown(key: string): key is Known {
  return Object.hasOwn(en.event, key)
}

/** What happened, in plain words; an event type we do not know is shown as Stripe names it. */
function useEventText(): (type: string) => string {
  const { t } = useTranslation('objects')
  return (type) => {
    const key = type.replaceAll('.', '_')
    return isKnown(key) ? t(`event.${key}`) : type
  }
}

const REASONS = [
  'refundReason',
  'refundFailure',
  'payoutFailure',
  'decline',
  'disputeReason',
  'cancellation',
  'status',
] as const

/** A reason or a status reads as a word, anything else as it came. */
function Detail({ text }: { readonly text: string }) {
  const { t, i18n } = useTranslation('objects')
  const words = REASONS.map((kind) => knownWord(i18n.language, kind, text))
  const status = disputeStatusSchema.safeParse(text).data
  const said = status === undefined ? words.find((word) => word !== null) : t(`dispute.${status}`)
  return (
    <p className="text-ink-2" lang={said === null || said === undefined ? 'en' : undefined}>
      {said ?? text}
    </p>
  )
}

function dotOf(type: string): string {
  if (/fail|expired/.test(type)) return 'bg-failed'
  if (type.includes('dispute')) return 'bg-disputed'
  if (type.includes('refund')) return 'bg-refunded'
  return /succeeded|captured$/.test(type) ? 'bg-succeeded' : 'bg-ink-3'
}

/** What happened to an object, newest first, in plain words with times. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { t } = useTranslation('objects')
  const eventText = useEventText()
  if (entries.length === 0) return <p className="text-ink-2">{t('noTimeline')}</p>
  return (
    <ol className="border-l border-line-strong pl-4">
      {entries.toReversed().map((entry) => (
        <li
          key={`${entry.at} ${entry.type} ${entry.event ?? entry.object ?? ''}`}
          className="relative pb-3 last:pb-0"
        >
          <span
            aria-hidden="true"
            className={cx(
              'absolute top-1.5 -left-[20.5px] size-2 rounded-full ring-3 ring-surface',
              dotOf(entry.type),
            )}
          />
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span>{eventText(entry.type)}</span>
            {entry.amount && <Money value={entry.amount} className="font-medium" />}
          </p>
          {entry.detail !== null && <Detail text={entry.detail} />}
          <p className="text-small text-ink-2">
            <Time at={entry.at} show="short" />
            {entry.event !== null && <span className="ml-2 font-mono text-label">{entry.event}</span>}
          </p>
        </li>
      ))}
    </ol>
  )
}
