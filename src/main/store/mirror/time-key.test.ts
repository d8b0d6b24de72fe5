import { expect, it } from 'vitest'
import { freeKey } from './free-key.ts'
import { packRow } from './packed.ts'
import { keptTime, keyAt, timeKey } from './time-key.ts'

it('keeps times as they are, also in milliseconds', () => {
  for (const created of [0, 1_790_000_000, 1_790_000_000_000]) {
    expect(keptTime(created)).toBe(created)
    expect(timeKey(created, 'ch_1')).toBeGreaterThanOrEqual(keyAt(created))
    expect(timeKey(created, 'ch_1')).toBeLessThan(keyAt(created + 1))
  }
})

it('keeps rows of times beyond exact numbers by keys that can be counted on', () => {
  const taken = new Set<number>()
  for (const created of [4e12, 1.7e15, Number.MAX_SAFE_INTEGER]) {
    const row = packRow({ id: 'ch_1', object: 'charge', created }, undefined)
    const key = freeKey(timeKey(row.created, row.id), (wanted) => taken.has(wanted))
    expect(Number.isSafeInteger(key + 1)).toBe(true)
    taken.add(key)
  }
  expect(taken.size).toBe(3)
})
