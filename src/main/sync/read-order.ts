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
    if (this.#oldest() < asked) {
      // To the end of the map, so that it stays in the order of writing.
      this.#written.delete(id)
      this.#written.set(id, asked)
    }
    return true
  }

  /** Call once the answer is written or given up. */
  done(asked: number): void {
    this.#underWay.delete(asked)
    const oldest = this.#oldest()
    for (const [id, by] of this.#written) {
      if (by >= oldest) break
      this.#written.delete(id)
    }
  }

  /** The earliest question that is still to be answered; what was asked for before it can be overwritten no more. */
  #oldest(): number {
    const first = this.#underWay.values().next()
    return first.done ? Number.POSITIVE_INFINITY : first.value
  }
}
