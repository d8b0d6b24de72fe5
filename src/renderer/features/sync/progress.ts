import type { ResourceProgress, SyncStatus } from '../../../shared/features/sync/contract.ts'

/** How much of the history is held, 0 to 1, over the resources whose size is known; null where none is. */
export function doneShare(resources: readonly ResourceProgress[]): number | null {
  let done = 0
  let total = 0
  for (const resource of resources) {
    const size = resource.complete ? resource.done : resource.total
    if (size === null) continue
    done += Math.min(resource.done, size)
    total += size
  }
  return total === 0 ? null : done / total
}

/** Whether a whole mirror is shown while the new one is built; otherwise what there is of the new one is. */
export function isRebuiltBeside({ phase, freshness }: Pick<SyncStatus, 'phase' | 'freshness'>): boolean {
  return phase === 'rebuilding' && freshness.complete
}
