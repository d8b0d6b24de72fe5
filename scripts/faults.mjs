/** Crashes and faults against the money operations: `npm run faults -- --kills N [--seed S] [--kinds …]`, or `--prove`. */
import { ensureInstalled } from './lib/install.mjs'
import { inRoot, node } from './lib/paths.mjs'
import { hand, main } from './lib/steps.mjs'

await main(async (args) => {
  await ensureInstalled()
  return hand(node, [inRoot('test', 'faults', 'run.ts'), ...args])
})
