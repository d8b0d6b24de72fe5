import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bugs } from './bugs.ts'
import { lastLine, runCampaign } from './campaign.ts'
import { faultedKinds } from './kinds/all.ts'

const MINUTES = 60_000

describe('money under faults', () => {
  it(
    'moves once through fifty kills',
    async () => {
      const summary = await runCampaign({ kills: 50, seed: 1, kinds: faultedKinds, lanes: 2 })
      expect(summary.breaches).toEqual([])
      expect(summary.troubles).toEqual([])
      expect(lastLine(summary)).toMatch(
        /^kills 50, faults \d+, wanted \d+, duplicates 0, lost 0, falsely done 0$/,
      )
      expect(summary.faults / summary.calls).toBeGreaterThanOrEqual(0.4)
    },
    5 * MINUTES,
  )
})

describe('a seeded bug', () => {
  it.each(bugs)('$name has its place in the source', ({ edits }) => {
    for (const { file, find, put } of edits) {
      const source = readFileSync(new URL(`../../src/main/${file}`, import.meta.url), 'utf8')
      expect(source.split(find), `${file}: ${find}`).toHaveLength(2)
      expect(put).not.toBe(find)
    }
  })

  it(
    'is noticed',
    async () => {
      const bug = bugs.find(({ name }) => name === 'cut-answer-means-done')
      if (bug === undefined) throw new Error('The bug is gone')
      const { breaches } = await runCampaign({
        kills: 40,
        killsAnEpoch: 10,
        seed: 1,
        kinds: faultedKinds,
        lanes: 2,
        bug,
        onEpoch: (result) => result.breaches.length === 0,
      })
      expect(breaches.map(({ heading }) => heading)).toContain('falsely done')
    },
    5 * MINUTES,
  )
})
