/**
 * Keeps an answer that was asked for earlier from overwriting one asked for later. Whatever changed in between has an
 * event of its own and so is read again.
 */
export class ReadOrder {
  #count = 0
  readonly #underWay = new Set<number>()
  readonly #written = new Map<string, number>()

  /** Call before asking; the number goes with the answer. */
  ask(): number {
    this.#count += 1
    this.#underWay.add(this.#count)
    return this.#count
  }

  /** Whether the answer to `asked` may still be written for this object; if so it counts as written. */
  mayWrite(id: string, asked: number): boolean {
    if ((this.#written.get(id) ?? 0) > asked) return false
    if (this.#underWay.size > 1) this.#written.set(id, asked)
    return true
  }

  /** Call once the answer is written or given up. */
  done(asked: number): void {
    this.#underWay.delete(asked)
    if (this.#underWay.size === 0) this.#written.clear()
  }
}
