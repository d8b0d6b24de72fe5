import { setTimeout as wait } from 'node:timers/promises'
import { openMirrorReader } from '../../../src/main/store/mirror/open.ts'
import { isMerged } from '../../../src/main/store/mirror/text-index.ts'

const LOOK_EVERY = 200

/** Resolves once the text indexes of a mirror are merged: until then whatever is measured is measured beside that. */
export async function untilMerged(folder: string): Promise<void> {
  const mirror = openMirrorReader(folder)
  try {
    while (!isMerged(mirror)) await wait(LOOK_EVERY)
  } finally {
    mirror.close()
  }
}
