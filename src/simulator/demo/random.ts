/** A number 0 ≤ x < 1 that depends only on its arguments: the same payment always draws the same. */
export function draw(seed: number, index: number, topic: number): number {
  let x = (Math.imul(index, 0x9e3779b1) ^ Math.imul(topic + 1, 0x85ebca6b) ^ seed) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
}

export const pick = <T>(list: readonly [T, ...T[]], at: number): T =>
  list[Math.floor(at * list.length)] ?? list[0]

/** Picks by weight. */
export function weighted<T>(choices: readonly (readonly [T, number])[], at: number): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  for (const [value, weight] of choices) {
    left -= weight
    if (left < 0) return value
  }
  const last = choices.at(-1)
  if (!last) throw new Error('nothing to choose from')
  return last[0]
}
