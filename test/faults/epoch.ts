import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { SimulatorProcess } from '../support/simulator-process.ts'
import { arm, HOLDS, LONG_HOLDS, requestFaults, type Weather } from './arm.ts'
import { Book } from './book.ts'
import type { Bug } from './bugs.ts'
import { ConsoleEnded, Desk } from './desk.ts'
import { type Breach, judge } from './judge.ts'
import type { FaultedKind, Scene } from './kinds/kind.ts'
import { readJournal } from './ledger.ts'
import { POINTS, type Settings } from './messages.ts'
import { type Random, randomFrom } from './random.ts'
import { type MoneyCall, moneyCalls } from './wire.ts'

/** An account and two desks that work on it, from nothing to the last settled operation. */
export interface EpochOptions {
  readonly seed: number
  readonly kills: number
  readonly kinds: readonly [FaultedKind, ...FaultedKind[]]
  readonly compiled: string
  /** Whether a day passes in the middle, so that keys grow too old to be used again. */
  readonly ageing: boolean
  readonly bug?: Bug
}

export interface EpochResult {
  readonly seed: number
  readonly kills: number
  readonly calls: readonly MoneyCall[]
  readonly wanted: number
  readonly states: readonly string[]
  readonly refusals: ReadonlyMap<string, number>
  readonly troubles: readonly string[]
  readonly breaches: readonly Breach[]
}

/** Above what is promised, because the fair weather at the end counts too. */
const MONEY_SHARE = 0.8
const READ_SHARE = 0.06
/** Milliseconds a console lives at most once it is ready, unless it dies at its point before. */
const LIFE = 900
/** Milliseconds in which a console settles what it can, before ten minutes pass at Stripe. */
const PATIENCE = 700
/** Milliseconds until everything must be settled once the faults are over. */
const SETTLING = 30_000

export async function runEpoch(options: EpochOptions): Promise<EpochResult> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-faults-'))
  const simulator = await SimulatorProcess.start({ seed: 'empty' })
  const epoch = await Epoch.open(options, simulator, folder)
  try {
    return await epoch.run()
  } finally {
    await epoch.end()
    await simulator.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const clockSchema = z.object({ now: z.int() })

/** States in which it is known that nothing happened. */
const NOTHING = new Set(['failed', 'absent', 'abandoned'])

class Epoch {
  readonly #options: EpochOptions
  readonly #simulator: SimulatorProcess
  readonly #random: Random
  readonly #book = new Book()
  readonly #desks: readonly Desk[]
  readonly #scenes: readonly (readonly [FaultedKind, Scene])[]
  readonly #weather: Weather
  #kills = 0

  private constructor(
    options: EpochOptions,
    simulator: SimulatorProcess,
    folder: string,
    stripeAccount: string,
    scenes: readonly (readonly [FaultedKind, Scene])[],
  ) {
    this.#options = options
    this.#simulator = simulator
    this.#random = randomFrom(options.seed)
    this.#scenes = scenes
    this.#weather = {
      faults: options.bug?.faults ?? requestFaults,
      money: MONEY_SHARE,
      reads: READ_SHARE,
      holds: options.bug?.faults === undefined ? HOLDS : LONG_HOLDS,
    }
    this.#desks = [0, 1].map(
      (number) =>
        new Desk({
          folder: join(folder, String(number)),
          apiBase: simulator.url,
          stripeAccount,
          bug: options.bug?.name ?? null,
          compiled: options.compiled,
          onNews: (news) => this.#book.hear(news),
        }),
    )
  }

  static async open(options: EpochOptions, simulator: SimulatorProcess, folder: string): Promise<Epoch> {
    const stripe = simulator.stripe('sk_test_observer')
    const { id } = await stripe.accounts.retrieveCurrent()
    const scenes: (readonly [FaultedKind, Scene])[] = []
    for (const kind of options.kinds) scenes.push([kind, await kind.open(stripe)])
    return new Epoch(options, simulator, folder, id, scenes)
  }

  async run(): Promise<EpochResult> {
    const { seed, kinds } = this.#options
    let fatal: Breach[] = []
    try {
      await this.#work()
      await this.#settle()
    } catch (error) {
      if (!(error instanceof ConsoleEnded)) throw error
      fatal = [{ heading: 'lost', check: 'the console runs', detail: error.message }]
    }
    await this.#simulator.control('DELETE', 'faults')
    const calls = await moneyCalls(this.#simulator, kinds)
    const effects = (await Promise.all(this.#scenes.map(([, scene]) => scene.effects()))).flat()
    const rows = this.#rows()
    const { now } = clockSchema.parse(await this.#simulator.control('GET', 'clock'))
    return {
      seed,
      kills: this.#kills,
      calls,
      wanted: this.#book.wanted.length,
      states: rows.map(({ state }) => state),
      refusals: this.#book.refusals,
      troubles: this.#book.troubles,
      breaches: fatal.length > 0 ? fatal : judge({ book: this.#book, rows, effects, calls, now }),
    }
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#desks.map((desk) => desk.kill()))
  }

  /** Opens, asks and kills until it is enough. */
  async #work(): Promise<void> {
    const { kills, kinds, ageing } = this.#options
    await arm(this.#simulator, kinds, this.#weather, this.#random)
    let young = ageing
    while (this.#kills < kills) {
      const desks = this.#desks.slice(0, kills - this.#kills)
      await Promise.all(desks.map((desk, number) => this.#life(desk, number)))
      if (young && this.#kills >= kills / 2) {
        young = false
        await this.#aDayPasses()
      }
    }
  }

  /** One life of a console: it settles what it finds, is asked for things, and is killed. */
  async #life(desk: Desk, number: number): Promise<void> {
    const random = this.#random
    const death: Settings['death'] = random.chance(0.5)
      ? { point: random.pick(POINTS), time: random.between(1, 3) }
      : null
    const life = random.between(20, LIFE)
    if (await desk.start(death)) {
      for (const ask of this.#book.askAgain(number, random)) desk.tell(ask)
      for (let left = random.between(0, 3); left > 0; left -= 1) {
        const [kind, scene] = random.pick(this.#atLeastOne())
        const ask = await this.#book.want(kind, scene, number, random)
        desk.tell(ask)
        if (random.chance(0.25)) desk.tell(ask)
      }
      await Promise.race([pause(life), desk.ended()])
    }
    await desk.kill()
    this.#kills += 1
  }

  #atLeastOne(): readonly [readonly [FaultedKind, Scene], ...(readonly [FaultedKind, Scene])[]] {
    const [first, ...rest] = this.#scenes
    if (first === undefined) throw new Error('There is no kind to try')
    return [first, ...rest]
  }

  /** Nobody is at the desks, and Stripe forgets keys. */
  async #aDayPasses(): Promise<void> {
    await this.#allHaveArrived()
    const live = this.#rows().filter(({ state }) => !NOTHING.has(state))
    this.#book.lookAtOperations(new Set(live.map(({ attempt }) => attempt)))
    const hours = this.#random.between(21, 30)
    await this.#simulator.control('POST', 'clock', { advance: hours * 3600 })
  }

  /** The simulator logs a request that it holds back only when it lets it go. */
  async #allHaveArrived(): Promise<void> {
    await pause(Math.max(...this.#weather.holds) + 200)
  }

  /** Fair weather: both consoles bring everything to an end; where only a person can judge, that takes ten minutes. */
  async #settle(): Promise<void> {
    await this.#allHaveArrived()
    await this.#simulator.control('DELETE', 'faults')
    const before = new Map(this.#rows().map(({ id, outcomes }) => [id, outcomes]))
    for (const desk of this.#desks) await desk.start(null)
    const started = performance.now()
    let told = started
    while (this.#isOpen(before) && performance.now() - started < SETTLING) {
      await Promise.race([pause(50), ...this.#desks.map((desk) => desk.ended())])
      if (performance.now() - told < PATIENCE) continue
      told = performance.now()
      await this.#simulator.control('POST', 'clock', { advance: 601 })
      for (const desk of this.#desks) desk.tell({ type: 'retry' })
    }
    await this.end()
  }

  #rows() {
    return this.#desks.flatMap((desk) => readJournal(desk.folder))
  }

  /** Whether something is not settled, or waits for a person without having been looked at once more. */
  #isOpen(before: ReadonlyMap<string, string>): boolean {
    return this.#rows().some(
      ({ id, state, outcomes }) =>
        ['intent', 'sending', 'unknown'].includes(state) ||
        (state === 'needs_person' && before.get(id) === outcomes),
    )
  }
}
