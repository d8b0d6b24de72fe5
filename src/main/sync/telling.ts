const INTERVAL = 200

/** Tells of the state a few times a second at most, with all that changed since the last time. */
export class Telling {
  readonly #tell: (changed: readonly string[]) => void
  readonly #changed = new Set<string>()
  #isDue = false

  constructor(tell: (changed: readonly string[]) => void) {
    this.#tell = tell
  }

  soon(): void {
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      const changed = Array.from(this.#changed)
      this.#changed.clear()
      this.#tell(changed)
    }, INTERVAL)
  }

  /** Types of which objects changed. */
  changed(types: ReadonlySet<string>): void {
    for (const type of types) this.#changed.add(type)
    this.soon()
  }
}
