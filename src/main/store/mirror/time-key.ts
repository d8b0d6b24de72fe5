/** Rows of one second that keep their place; more of them spill into the next second's keys. */
export const KEYS_PER_SECOND = 4096

/** Beyond every true time; keys of later ones would be no exact numbers. */
const LATEST = 2_000_000_000_000

/** A time by which a row can be kept; seconds UTC. */
export function keptTime(created: number): number {
  return Math.min(Math.max(0, created), LATEST)
}

/**
 * Where in its table a row belongs: keys are in time order, so that the newest rows are the last ones and late arrivals
 * still land in their place. `created` in seconds UTC; rows of one second are in the order of a hash of their ids.
 */
export function timeKey(created: number, id: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
  }
  return keptTime(created) * KEYS_PER_SECOND + (((hash >>> 0) ^ (hash >>> 12)) & (KEYS_PER_SECOND - 1))
}

/** The first key of a second. */
export function keyAt(created: number): number {
  return created * KEYS_PER_SECOND
}
