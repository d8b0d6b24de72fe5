import { CounterfoilError } from '../../shared/errors.ts'
import { transportError } from '../stripe/errors.ts'
import { AnswerTooLarge } from '../stripe/http-client.ts'

function isTooLarge(error: unknown): boolean {
  return error instanceof CounterfoilError && transportError(error.cause) instanceof AnswerTooLarge
}

/** How many objects of a list are asked for at once: fewer where the answer would be too large to be read. */
export class PageSizes {
  readonly #fitting = new Map<string, number>()

  async read<T>(path: string, most: number, ask: (limit: number) => Promise<T>): Promise<T> {
    for (let limit = Math.min(most, this.#fitting.get(path) ?? most); ; limit = Math.ceil(limit / 2)) {
      try {
        const answer = await ask(limit)
        // Large objects may have been few.
        if (limit < most) this.#fitting.set(path, limit * 2)
        return answer
      } catch (error) {
        if (limit <= 1 || !isTooLarge(error)) throw error
      }
    }
  }
}
