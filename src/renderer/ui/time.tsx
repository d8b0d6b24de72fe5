import { useEnvironment } from './environment.tsx'
import { relativeText, timeText } from './format.ts'
import { useNow } from './now.ts'

interface Props {
  /** Seconds UTC. */
  readonly at: number
  readonly show?: 'auto' | 'short' | 'day'
}

const DAY = 86_400
/** Our minute hand moves every quarter of a minute; what just happened is not in the future. */
const CLOCK_SLACK = 60

/** A day that Stripe gives as its midnight UTC: the same day wherever the operator is. */
export function Day({ at }: { readonly at: number }) {
  const { locale } = useEnvironment()
  return (
    <time dateTime={new Date(at * 1000).toISOString().slice(0, 10)} className="tabular whitespace-nowrap">
      {timeText(at, locale, 'UTC', 'day')}
    </time>
  )
}

/** A moment: relative within a day with the exact time on hover, otherwise date and time in the operator's zone. */
export function Time({ at, show = 'auto' }: Props) {
  const { locale, timeZone } = useEnvironment()
  const now = useNow()
  const recent = show === 'auto' && Math.abs(now - at) < DAY
  const text = recent
    ? relativeText(Math.abs(at - now) < CLOCK_SLACK ? Math.min(at, now) : at, now, locale)
    : timeText(at, locale, timeZone, show === 'day' ? 'day' : 'short')
  return (
    <time
      // Another element for another moment, so that none keeps the title of the one before.
      key={at}
      dateTime={new Date(at * 1000).toISOString()}
      // Only when it is asked for: writing out moments in full is what a list would spend most of its time with.
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = timeText(at, locale, timeZone, 'exact')
      }}
      className="tabular whitespace-nowrap"
    >
      {text}
    </time>
  )
}
