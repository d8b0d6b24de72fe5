import { FAULT_KINDS, type FaultKind } from '../../src/simulator/faults.ts'
import type { SimulatorProcess } from '../support/simulator-process.ts'
import type { FaultedKind } from './kinds/kind.ts'
import type { Random } from './random.ts'

/** Everything that can happen to a request; the rest happens to events, which money operations do not read. */
export const requestFaults = FAULT_KINDS.filter((kind) => !kind.startsWith('events_'))

/** Milliseconds that a request is held back: shorter and longer than a console waits, and than its restart takes. */
export const HOLDS = [120, 600, 1000] as const
/** So long that a request surely outlives the console that sent it. */
export const LONG_HOLDS = [3000] as const
const HALF_A_MINUTE = 30

/**
 * Arms faults so that `share` of the matching requests is hit, by each kind alike. The first rule that fires wins, so
 * the later ones must fire the more often.
 */
async function armShare(
  simulator: SimulatorProcess,
  method: 'GET' | 'POST',
  path: string,
  kinds: readonly FaultKind[],
  share: number,
  { holds }: Weather,
  random: Random,
): Promise<void> {
  const each = share / kinds.length
  let left = 1
  for (const kind of kinds) {
    await simulator.control('POST', 'faults', {
      kind,
      method,
      path,
      probability: Math.min(1, each / left),
      seed: random.between(1, 1_000_000),
      ms: kind === 'delay' ? random.pick(holds) : 600,
      seconds: random.between(-HALF_A_MINUTE, HALF_A_MINUTE),
    })
    left -= each
  }
}

export interface Weather {
  readonly faults: readonly FaultKind[]
  /** Of the requests that move money. */
  readonly money: number
  /** Of the reads around them. */
  readonly reads: number
  readonly holds: readonly [number, ...number[]]
}

export async function arm(
  simulator: SimulatorProcess,
  kinds: readonly FaultedKind[],
  weather: Weather,
  random: Random,
): Promise<void> {
  await simulator.control('DELETE', 'faults')
  // what set the scene is none of the consoles' doing
  await simulator.control('DELETE', 'requests')
  for (const { path } of kinds) {
    await armShare(simulator, 'POST', path, weather.faults, weather.money, weather, random)
  }
  for (const path of new Set(kinds.flatMap(({ reads }) => reads))) {
    await armShare(simulator, 'GET', path, requestFaults, weather.reads, weather, random)
  }
}
