/** How much `now` differs from `before` as a share of it; null where there was nothing before to compare with. */
export function changeShare(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before)
}

/** Of payments that came to an end, how many succeeded; null where none did. */
export function successShare(figures: {
  readonly succeeded: number
  readonly failed: number
}): number | null {
  const ended = figures.succeeded + figures.failed
  return ended === 0 ? null : figures.succeeded / ended
}
