import type { MirrorWriter } from '../store/mirror/writer.ts'

interface Waiting {
  readonly work: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Runs of pages in one transaction at most; more would keep the thread from answering. */
const LARGEST_GROUP = 3

/** Writes what arrives at about the same time in one transaction, so that the parts of a payment meet. */
export class GroupCommit {
  readonly #writer: MirrorWriter
  readonly #onChange: (types: ReadonlySet<string>) => void
  #waiting: Waiting[] = []

  constructor(writer: MirrorWriter, onChange: (types: ReadonlySet<string>) => void) {
    this.#writer = writer
    this.#onChange = onChange
  }

  /** Resolves once `work` is committed, together with what it wrote beside the objects. */
  run(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => this.#commit())
    })
  }

  #commit(): void {
    const group = this.#waiting.splice(0, LARGEST_GROUP)
    if (this.#waiting.length > 0) setImmediate(() => this.#commit())
    try {
      const types = this.#writer.transaction(() => {
        for (const { work } of group) work()
      })
      for (const { resolve } of group) resolve()
      if (types.size > 0) this.#onChange(types)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
