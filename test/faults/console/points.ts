import type { Point } from '../messages.ts'
import { settings } from './tell.ts'

let times = 0

/** Ends the process without a word if this is the point it was told to die at. */
export function reached(point: string): void {
  const { death } = settings
  if (death === null || (death.point satisfies Point) !== point) return
  times += 1
  if (times === death.time) process.kill(process.pid, 'SIGKILL')
}
