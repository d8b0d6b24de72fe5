import { expect, it } from 'vitest'
import { doneShare, isRebuiltBeside } from './progress.ts'

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

it('tells an old mirror that is whole from a new one that fills', () => {
  const status = (phase: 'rebuilding' | 'watching', complete: boolean) => ({
    phase,
    freshness: { asOf: 1, complete },
  })
  expect(isRebuiltBeside(status('rebuilding', true))).toBe(true)
  expect(isRebuiltBeside(status('rebuilding', false))).toBe(false)
  expect(isRebuiltBeside(status('watching', true))).toBe(false)
})
