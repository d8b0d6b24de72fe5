/** Remembers the last answers of a look-up that scans. */
export function remembered(find: (key: string) => ArrayLike<number>): (key: string) => ArrayLike<number> {
  const cache = new Map<string, ArrayLike<number>>()
  return (key) => {
    const found = cache.get(key) ?? find(key)
    cache.delete(key)
    cache.set(key, found)
    const oldest = cache.keys().next().value
    if (cache.size > 16 && oldest !== undefined) cache.delete(oldest)
    return found
  }
}

/** A key's name and what is looked for. */
export const parts = (key: string): [string, string] => [
  key.slice(0, key.indexOf(':')),
  key.slice(key.indexOf(':') + 1),
]

/** The index, if there is one, as a look-up answers it. */
export const one = (index: number | undefined): readonly number[] => (index === undefined ? [] : [index])

/** Every index below `length` for which it holds. */
export const scan = (length: number, holds: (index: number) => boolean) => {
  const out = new Uint32Array(length)
  let n = 0
  for (let i = 0; i < length; i++) if (holds(i)) out[n++] = i
  return out.slice(0, n)
}

/** What is there; fails if nothing is. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) throw new Error(`nothing at ${index}`)
  return found
}
