import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { keys } from '../../lib/query-keys.ts'
import { useEnvironment } from '../../ui/environment.tsx'
import { moneyName, timeText } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'

const DAYS = 90
const HOUR = 3600
const [WIDTH, HEIGHT] = [100, 28]

/** How one currency's balance went, oldest first. */
export interface Course {
  readonly currency: string
  /** Seconds UTC. */
  readonly moments: readonly number[]
  /** Available and pending together, minor units. */
  readonly amounts: readonly number[]
}

/** The courses of all currencies over the 90 days before `at`, by default now; none until they are read. */
export function useCourses(account: string, at?: number): (currency: string) => Course | undefined {
  const now = useNow()
  // What is made within this hour counts whenever it is asked.
  const to = at ?? now - (now % HOUR) + HOUR - 1
  const { data } = useQuery({
    queryKey: keys.of('balances', account, 'course', to),
    queryFn: async () => await api.balances.course({ account, to, days: DAYS }),
    placeholderData: (before) => before,
  })
  return (currency) => {
    const found = data?.totals.find((each) => each.currency === currency)
    return data && found && { ...found, moments: data.moments }
  }
}

/** A line of the balance over time: its shape, with its ends and extremes in words. */
export function CourseLine({ course }: { readonly course: Course }) {
  const { t } = useTranslation('balances')
  const { locale, timeZone } = useEnvironment()
  const { currency, moments, amounts } = course
  const [first, last] = [amounts[0] ?? 0, amounts.at(-1) ?? 0]
  const [low, high] = [Math.min(0, ...amounts), Math.max(0, ...amounts)]
  const x = (index: number): number => (index * WIDTH) / Math.max(1, amounts.length - 1)
  const y = (amount: number): number =>
    high === low ? HEIGHT - 1 : 1 + ((high - amount) * (HEIGHT - 2)) / (high - low)
  const points = amounts.map((amount, index) => `${x(index).toFixed(2)},${y(amount).toFixed(2)}`)
  const name = (amount: number): string => moneyName({ amount, currency }, locale)
  const said = t('course', {
    from: timeText(moments[0] ?? 0, locale, timeZone, 'day'),
    first: name(first),
    last: name(last),
    low: name(Math.min(...amounts)),
    high: name(Math.max(...amounts)),
  })
  return (
    <svg
      role="img"
      aria-label={said}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="mt-2 block h-7 w-full"
    >
      <title>{said}</title>
      <line
        x1="0"
        x2={WIDTH}
        y1={y(0)}
        y2={y(0)}
        stroke="var(--line-strong)"
        vectorEffect="non-scaling-stroke"
      />
      <polygon
        points={`0,${y(0)} ${points.join(' ')} ${WIDTH},${y(0)}`}
        fill="var(--accent)"
        fillOpacity="0.1"
      />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
