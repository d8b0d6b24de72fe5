/** The first key from `wanted` on that no row has. */
export function freeKey(wanted: number, taken: (key: number) => boolean): number {
  let key = wanted
  while (taken(key)) key += 1
  return key
}
