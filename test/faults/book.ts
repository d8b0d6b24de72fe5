import { randomUUID } from 'node:crypto'
import type { FaultedKind, Scene } from './kinds/kind.ts'
import type { Ask, News } from './messages.ts'
import type { Random } from './random.ts'

/** One movement of money that an operator wants once; told apart from all others by its amount. */
export interface Wanted {
  readonly ask: Omit<Ask, 'attempt' | 'acceptSimilar'>
  readonly desk: number
  /** Every click that asked for it. */
  readonly attempts: string[]
  /** Nobody asks for it any more. */
  done: boolean
}

/** What the operators wanted and what they were told, kept outside the consoles. */
export class Book {
  readonly wanted: Wanted[] = []
  /** Operations that a console said it holds, with every state it said they are in. */
  readonly told = new Map<string, Set<string>>()
  readonly acknowledged: { readonly attempt: string; readonly operation: string }[] = []
  readonly synchronous = new Set<number>()
  readonly refusals = new Map<string, number>()
  readonly troubles: string[] = []
  #amount = 1000

  hear(news: News): void {
    switch (news.type) {
      case 'ready':
        break
      case 'intent':
        this.synchronous.add(news.synchronous)
        this.acknowledged.push(news)
        this.#tellState(news.operation, 'intent')
        break
      case 'operation':
        this.#tellState(news.operation, news.state)
        break
      case 'answer':
        this.acknowledged.push(news)
        this.#tellState(news.operation, news.state)
        if (['succeeded', 'proved'].includes(news.state)) this.#settle(news.attempt)
        break
      case 'refusal':
        this.refusals.set(news.code, (this.refusals.get(news.code) ?? 0) + 1)
        if (news.code === 'internal') this.troubles.push(`attempt ${news.attempt} failed internally`)
        break
      case 'trouble':
        this.troubles.push(news.text)
        break
    }
  }

  /** Somebody at a desk wants something new. */
  async want(kind: FaultedKind, scene: Scene, desk: number, random: Random): Promise<Ask> {
    this.#amount += random.between(1, 9)
    const amount = this.#amount
    const desire = await scene.want(amount, random)
    const wanted: Wanted = {
      ask: { type: 'ask', kind: kind.name, amount, ...desire },
      desk,
      attempts: [],
      done: false,
    }
    this.wanted.push(wanted)
    // Whoever comes first has no like operation to accept, so that it must make no difference.
    return click(wanted, random.chance(0.3))
  }

  /** What has not come about yet is asked for again: the same click repeated, or a new one. */
  askAgain(desk: number, random: Random): Ask[] {
    return this.wanted
      .filter((wanted) => wanted.desk === desk && !wanted.done && random.chance(0.5))
      .map((wanted) => {
        const last = wanted.attempts.at(-1)
        return last !== undefined && random.chance(0.6)
          ? { ...wanted.ask, attempt: last, acceptSimilar: false }
          : click(wanted, false)
      })
  }

  /**
   * A day later, when a console no longer calls a second click a like one, the operator first looks at the operations
   * and leaves to the console what is there.
   */
  lookAtOperations(attempts: ReadonlySet<string>): void {
    for (const wanted of this.wanted) {
      if (wanted.attempts.some((attempt) => attempts.has(attempt))) wanted.done = true
    }
  }

  #settle(attempt: string): void {
    this.lookAtOperations(new Set([attempt]))
  }

  #tellState(operation: string, state: string): void {
    const states = this.told.get(operation) ?? new Set()
    this.told.set(operation, states.add(state))
  }
}

function click(wanted: Wanted, acceptSimilar: boolean): Ask {
  const attempt = randomUUID()
  wanted.attempts.push(attempt)
  return { ...wanted.ask, attempt, acceptSimilar }
}
