import { lowerBound } from '../world/collection.ts'
import { draw } from './random.ts'

const DAY = 86_400
const DAYS = 548

// Tea sells in winter, and before holidays.
const SEASON = [1.12, 1.02, 0.98, 0.92, 0.86, 0.78, 0.74, 0.8, 0.95, 1.08, 1.32, 1.45]
const WEEKDAY = [0.82, 1.08, 1.05, 1.02, 1.04, 1.1, 0.89]
// Share of a day's orders in each of its hours, UTC.
const HOURS = [3, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 9, 9, 10, 11, 11, 10, 9, 8, 6, 4]
const HOUR_SUMS = HOURS.reduce<number[]>((sums, h) => [...sums, (sums.at(-1) ?? 0) + h], [])
const HOUR_TOTAL = HOUR_SUMS.at(-1) ?? 1

/** When each payment was made, rising, over the 18 months before `end`; seconds UTC. */
export function paymentTimes(seed: number, count: number, end: number): Uint32Array {
  const start = (Math.floor(end / DAY) - DAYS + 1) * DAY
  const sums = new Float64Array(DAYS)
  let total = 0
  for (let d = 0; d < DAYS; d++) {
    const date = new Date((start + d * DAY) * 1000)
    const growth = 1 + (1.4 * d) / DAYS
    const noise = 0.85 + 0.3 * draw(seed, d, 1)
    // The last day ends with `end`.
    const part = d === DAYS - 1 ? dayShare(end - (start + d * DAY)) : 1
    total += growth * noise * part * (SEASON[date.getUTCMonth()] ?? 1) * (WEEKDAY[date.getUTCDay()] ?? 1)
    sums[d] = total
  }
  const times = new Uint32Array(count)
  for (let k = 0; k < count; k++) {
    const at = ((k + draw(seed, k, 2)) / count) * total
    const day = Math.min(
      DAYS - 1,
      lowerBound(DAYS, (d) => (sums[d] ?? 0) > at),
    )
    const before = day === 0 ? 0 : (sums[day - 1] ?? 0)
    const inDay = (at - before) / ((sums[day] ?? total) - before)
    const limit = day === DAYS - 1 ? dayShare(end - (start + day * DAY)) : 1
    times[k] = Math.min(end - 1, start + day * DAY + secondOfDay(inDay * limit))
  }
  return times
}

function dayShare(seconds: number): number {
  const hour = Math.min(23, Math.floor(seconds / 3600))
  const whole = hour === 0 ? 0 : (HOUR_SUMS[hour - 1] ?? 0)
  return Math.max(1e-6, (whole + ((HOURS[hour] ?? 1) * (seconds - hour * 3600)) / 3600) / HOUR_TOTAL)
}

function secondOfDay(share: number): number {
  const at = share * HOUR_TOTAL
  const hour = Math.min(
    23,
    lowerBound(24, (h) => (HOUR_SUMS[h] ?? 0) > at),
  )
  const before = hour === 0 ? 0 : (HOUR_SUMS[hour - 1] ?? 0)
  return Math.min(DAY - 1, hour * 3600 + Math.floor(((at - before) / (HOURS[hour] ?? 1)) * 3600))
}
