/** Something that will happen: plain data, so that it survives a restart with the state file. */
export interface Due {
  readonly at: number
  readonly sequence: number
  readonly account: string
  readonly action: string
  readonly subject: string
}

/** A priority queue ordered by time, then by the order of scheduling. */
export class Schedule {
  private readonly heap: Due[] = []

  get size(): number {
    return this.heap.length
  }

  peek(): Due | undefined {
    return this.heap[0]
  }

  /** Everything that is still to happen, in no order. */
  all(): readonly Due[] {
    return this.heap
  }

  add(due: Due): void {
    const heap = this.heap
    heap.push(due)
    let i = heap.length - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const [a, b] = [heap[i], heap[parent]]
      if (!a || !b || !before(a, b)) return
      heap[i] = b
      heap[parent] = a
      i = parent
    }
  }

  /** Takes the first one that is due at `now`. */
  take(now: number): Due | undefined {
    const first = this.heap[0]
    if (!first || first.at > now) return undefined
    const last = this.heap.pop()
    if (last && this.heap.length > 0) {
      this.heap[0] = last
      this.sink()
    }
    return first
  }

  private sink(): void {
    const heap = this.heap
    let i = 0
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        const [a, b] = [heap[child], heap[least]]
        if (a && b && before(a, b)) least = child
      }
      const [a, b] = [heap[i], heap[least]]
      if (least === i || !a || !b) return
      heap[i] = b
      heap[least] = a
      i = least
    }
  }
}

const before = (a: Due, b: Due): boolean => (a.at === b.at ? a.sequence < b.sequence : a.at < b.at)
