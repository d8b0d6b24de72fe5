import { expect, it } from 'vitest'
import { doneShare } from './progress.ts'

const resource = (done: number, total: number | null, complete = false) => ({
  resource: 'charge',
  done,
  total,
  estimated: !complete && total !== null,
  complete,
  reachedBackTo: null,
  rowsPerSecond: 0,
  secondsLeft: null,
})

it('weighs resources by their size and never passes the whole', () => {
  expect(doneShare([resource(50, 100), resource(100, null, true)])).toBe(0.75)
  expect(doneShare([resource(120, 100)])).toBe(1)
})

it('says nothing where no size is known', () => {
  expect(doneShare([resource(5, null)])).toBeNull()
  expect(doneShare([])).toBeNull()
})
