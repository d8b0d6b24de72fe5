import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { REREAD_AFTER_MS, REREAD_WHILE_FILLING_MS, Rereader } from './rereader.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** How often payments were to be read again, of an account whose history is being read or is all here. */
function watched() {
  const client = new QueryClient()
  const invalidated = vi.spyOn(client, 'invalidateQueries')
  const state = { filling: true }
  const rereader = new Rereader(client, () => state.filling)
  return { rereader, state, times: () => invalidated.mock.calls.length }
}

it('reads again soon after the first change, once for all that follow, and rarely while history is read', () => {
  const { rereader, times } = watched()
  for (let at = 0; at < 10_000; at += 50) {
    rereader.mark('a', ['payments'])
    vi.advanceTimersByTime(50)
  }
  expect(times()).toBe(1 + Math.floor((10_000 - REREAD_AFTER_MS) / REREAD_WHILE_FILLING_MS))
})

it('does not wait for what was slow once the history is all here', () => {
  const { rereader, state, times } = watched()
  rereader.mark('a', ['payments'])
  vi.advanceTimersByTime(REREAD_AFTER_MS)
  rereader.mark('a', ['payments'])
  state.filling = false
  rereader.mark('a', ['payments'])
  vi.advanceTimersByTime(REREAD_AFTER_MS)
  expect(times()).toBe(2)
})

it('reads nothing again after it was stopped', () => {
  const { rereader, times } = watched()
  rereader.mark('a', ['payments'])
  rereader.stop()
  vi.advanceTimersByTime(10_000)
  expect(times()).toBe(0)
})
