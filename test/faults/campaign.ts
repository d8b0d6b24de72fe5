import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bug } from './bugs.ts'
import { type EpochResult, runEpoch } from './epoch.ts'
import type { Breach, Heading } from './judge.ts'
import type { FaultedKind } from './kinds/kind.ts'

export interface CampaignOptions {
  readonly kills: number
  readonly seed: number
  readonly kinds: readonly [FaultedKind, ...FaultedKind[]]
  /** Accounts under way at the same time. */
  readonly lanes: number
  readonly bug?: Bug
  readonly killsAnEpoch?: number
  /** Told after each epoch; false ends the campaign early. */
  readonly onEpoch?: (result: EpochResult) => boolean
}

/** How many kills an account sees. */
const KILLS_AN_EPOCH = 25
/** In every how many-th account a day passes. */
const AGEING = 3

export interface Summary {
  readonly kills: number
  readonly calls: number
  readonly faults: number
  readonly wanted: number
  readonly breaches: readonly Breach[]
  readonly faultKinds: ReadonlyMap<string, number>
  readonly states: ReadonlyMap<string, number>
  readonly refusals: ReadonlyMap<string, number>
  readonly troubles: readonly string[]
}

/** Runs epochs on several lanes until there have been enough kills. */
export async function runCampaign(options: CampaignOptions): Promise<Summary> {
  const { kills, seed, kinds, lanes, bug, killsAnEpoch = KILLS_AN_EPOCH, onEpoch = () => true } = options
  const compiled = mkdtempSync(join(tmpdir(), 'counterfoil-compiled-'))
  const results: EpochResult[] = []
  let given = 0
  let number = 0
  let going = true
  const lane = async (): Promise<void> => {
    while (going && given < kills) {
      const mine = Math.min(killsAnEpoch, Math.ceil(kills / lanes), kills - given)
      given += mine
      number += 1
      const result = await runEpoch({
        seed: seed * 10_000 + number,
        kills: mine,
        kinds,
        compiled,
        ageing: bug?.ageing ?? number % AGEING === 0,
        ...(bug === undefined ? {} : { bug }),
      })
      results.push(result)
      going = onEpoch(result) && going
    }
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    rmSync(compiled, { recursive: true, force: true, maxRetries: 5 })
  }
  return summarise(results)
}

function count(names: Iterable<string>, into = new Map<string, number>()): Map<string, number> {
  for (const name of names) into.set(name, (into.get(name) ?? 0) + 1)
  return into
}

function summarise(results: readonly EpochResult[]): Summary {
  const calls = results.flatMap((result) => result.calls)
  const faults = calls.flatMap(({ fault }) => (fault === null ? [] : [fault]))
  const refusals = new Map<string, number>()
  for (const [code, n] of results.flatMap((result) => [...result.refusals])) {
    refusals.set(code, (refusals.get(code) ?? 0) + n)
  }
  return {
    kills: results.reduce((sum, result) => sum + result.kills, 0),
    calls: calls.length,
    faults: faults.length,
    wanted: results.reduce((sum, result) => sum + result.wanted, 0),
    breaches: results.flatMap((result) => result.breaches),
    faultKinds: count(faults),
    states: count(results.flatMap((result) => result.states)),
    refusals,
    troubles: results.flatMap((result) => result.troubles),
  }
}

export const breachesOf = ({ breaches }: Summary, heading: Heading): number =>
  breaches.filter((breach) => breach.heading === heading).length

/** `kills N, faults N, wanted N, duplicates N, lost N, falsely done N` */
export function lastLine(summary: Summary): string {
  const { kills, faults, wanted } = summary
  const [duplicates, lost, falselyDone] = (['duplicates', 'lost', 'falsely done'] as const).map((heading) =>
    breachesOf(summary, heading),
  )
  return `kills ${kills}, faults ${faults}, wanted ${wanted}, duplicates ${duplicates}, lost ${lost}, falsely done ${falselyDone}`
}
