/** Seconds by a clock that nobody sets. */
export const elapsed = (): number => performance.now() / 1000

/** Before any moment of that clock. */
export const NEVER = Number.NEGATIVE_INFINITY
