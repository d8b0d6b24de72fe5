/** The simulator's time in whole seconds UTC: real time plus an offset that only grows once it has begun. */
export class Clock {
  private offset = 0
  private readonly real: () => number
  private held: number | undefined

  constructor(real: () => number = () => Math.floor(Date.now() / 1000)) {
    this.real = real
  }

  /** Lets time begin at another instant than the real one, also an earlier one. */
  begin(now: number): void {
    this.resume(now - this.real())
  }

  /** Goes on with the offset that an earlier run began with. */
  resume(offset: number): void {
    this.offset = offset
  }

  now(): number {
    return this.held ?? this.real() + this.offset
  }

  /** Runs something at an instant on the way to a later one, e.g. an action that fell due at night. */
  at<T>(instant: number, run: () => T): T {
    const before = this.held
    this.held = instant
    try {
      return run()
    } finally {
      this.held = before
    }
  }

  get shift(): number {
    return this.offset
  }

  advance(seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0)
      throw new RangeError('the clock moves forward by whole seconds only')
    this.offset += seconds
  }
}
